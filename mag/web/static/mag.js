// Comfort only: every page works without this file.
(() => {
  const wrong = document.getElementById("error-summary");
  if (wrong) wrong.focus();

  const size = (bytes) => (bytes < 999500 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`);
  for (const input of document.querySelectorAll(".file__input")) {
    const list = document.createElement("ul");
    list.className = "papers";
    const spoken = document.createElement("div");
    spoken.setAttribute("role", "status");
    spoken.append(list);
    input.parentElement.classList.add("file--live");
    input.parentElement.after(spoken);
    input.addEventListener("change", () => {
      list.replaceChildren(...Array.from(input.files, (file) => {
        const item = document.createElement("li");
        item.className = "paper";
        item.textContent = `${file.name} (${size(file.size)})`;
        return item;
      }));
    });
  }

  for (const area of document.querySelectorAll("textarea[data-expected]")) {
    const expected = Number(area.dataset.expected);
    const note = document.createElement("p");
    note.className = "hint";
    note.setAttribute("aria-live", "polite");
    area.after(note);
    const count = () => {
      const length = area.value.length;
      note.textContent = length > expected * 0.75 ? `U typte ${length} tekens. Ongeveer ${expected} is genoeg, meer mag.` : "";
    };
    area.addEventListener("input", count);
    count();
  }

  const waits = document.querySelector("[data-waits]");
  if (waits) setInterval(async () => {
    const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
    const ready = answer && (answer.type === "opaqueredirect" || (answer.ok && !(await answer.text()).includes(waits.textContent)));
    if (ready) location.reload();
  }, 4000);
})();
