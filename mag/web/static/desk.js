// Keys on work lists and files. Every key presses something that is on the page; people can switch them off.
(() => {
  const rows = [...document.querySelectorAll("[data-row]")];
  const wide = matchMedia("(min-width: 64rem)");
  const store = (value) => { try { if (value !== undefined) localStorage.setItem("mag-keys", value); return localStorage.getItem("mag-keys"); } catch { return value; } };
  let on = store() !== "off";
  let at = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const panel = () => document.querySelector("[data-panel]:not([hidden])");

  const go = (to) => {
    if (!rows.length) return;
    rows[at]?.removeAttribute("aria-current");
    at = Math.min(Math.max(to, 0), rows.length - 1);
    const row = rows[at];
    row.setAttribute("aria-current", "true");
    const shown = document.getElementById(row.dataset.shows || "");
    if (shown) {
      for (const one of document.querySelectorAll("[data-panel]")) one.hidden = one !== shown;
      history.replaceState(null, "", row.querySelector("[data-pick]").href.split("#")[0]);
    }
    row.querySelector("a")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  for (const [index, row] of rows.entries()) {
    row.querySelector("[data-pick]")?.addEventListener("click", (event) => {
      if (!wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(index);
    });
  }
  const all = document.querySelector("[data-all]");
  all?.addEventListener("change", () => {
    for (const box of document.querySelectorAll("[data-row] input[type=checkbox]")) box.checked = all.checked;
  });

  const help = document.querySelector("[data-help]");
  if (help) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--plain";
    const say = () => { button.textContent = on ? "Zet de toetsen uit" : "Zet de toetsen aan"; };
    button.addEventListener("click", () => { on = !on; store(on ? "on" : "off"); say(); });
    say();
    help.lastElementChild.append(button);
  }

  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const { key } = event;
    if (key === "j" || key === "k") go(at + (key === "j" ? 1 : -1));
    else if (key === "x" && rows[at]) rows[at].querySelector("input")?.click();
    else if (key === "?" && help) { help.open = !help.open; help.firstElementChild.focus(); }
    else if (key === "Enter" && rows[at]?.contains(event.target)) (panel() || rows[at]).querySelector("[data-open]")?.click();
    else {
      const press = /^[123hnp]$/.test(key) && (panel() || document).querySelector(`[data-key="${key}"]`);
      if (!press) return;
      press.click();
    }
    event.preventDefault();
  });
})();
