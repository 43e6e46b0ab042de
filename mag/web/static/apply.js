// Saving while typing. Every page works without this file: then each step saves when it is sent.
(() => {
  const box = document.querySelector("[data-save]");
  const form = box && box.querySelector("form");
  if (!form) return;
  const told = box.querySelector("[data-save-told]");
  const place = `mag:${box.dataset.draft}:${box.dataset.save}`;
  const version = form.elements.version;
  const skip = new Set(["csrf_token", "idempotency_key", "version", "asked"]);
  const store = { get: (k) => { try { return localStorage.getItem(k); } catch { return null; } }, set: (k, v) => { try { localStorage.setItem(k, v); } catch { /* full or forbidden */ } }, drop: (k) => { try { localStorage.removeItem(k); } catch { /* forbidden */ } } };
  const typed = () => [...new FormData(form)].filter(([name, value]) => !skip.has(name) && typeof value === "string");
  const body = () => { const data = new FormData(); for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value); return data; };
  let last = JSON.stringify(typed());
  let timer = 0, busy = false, since = 0, pending = null;

  // What this browser kept because it could not be saved: put back where the page knows nothing newer.
  const kept = store.get(place);
  if (kept) {
    const was = JSON.parse(kept);
    if (String(was.version) === version.value) {
      for (const field of form.elements) {
        if (skip.has(field.name) || !field.name || field.type === "file" || field.tagName === "BUTTON") continue;
        const values = was.typed.filter(([name]) => name === field.name).map(([, value]) => value);
        if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
        else if (values.length) field.value = values[0];
      }
      told.textContent = "Wat u het laatst typte, staat er weer.";
      plan(0);
    } else store.drop(place);
  }

  function remember() {
    store.set(place, JSON.stringify({ version: version.value, typed: typed() }));
  }
  function plan(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }
  function save() {
    pending = pending || send().finally(() => { pending = null; });
    return pending;
  }
  async function send() {
    const now = JSON.stringify(typed());
    if (busy || now === last) return;
    busy = true;
    since = 0;
    try {
      const answer = await fetch(box.dataset.save, { method: "POST", body: body(), credentials: "same-origin", keepalive: true });
      const said = await answer.json();
      if (said.clashes && said.clashes.length) {
        told.textContent = `Niet opgeslagen: in een ander venster staat bij “${said.clashes[0][0]}” nu: ${said.clashes[0][1]}. Ga verder om te kiezen.`;
        last = now;
      } else if (said.refused) {
        told.textContent = `Niet opgeslagen. ${said.refused}`;
      } else {
        version.value = said.version;
        last = now;
        told.textContent = `Opgeslagen om ${said.saved}. Er is nog niets verstuurd.`;
        if (JSON.stringify(typed()) === now) store.drop(place); else remember();
      }
    } catch {
      told.textContent = "Geen verbinding. Wat u typt, blijft in deze browser staan. Wij proberen het straks weer.";
      plan(5000);
    }
    busy = false;
    if (JSON.stringify(typed()) !== last && !since) plan(1000);
  }
  form.addEventListener("input", () => {
    remember();
    since = since || Date.now();
    plan(Date.now() - since > 4000 ? 0 : 1000);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (pending) { // its answer tells the version this page then stands at
      event.preventDefault();
      const again = () => form.requestSubmit(event.submitter);
      Promise.race([pending, new Promise((late) => setTimeout(late, 3000))]).then(again, again);
      return;
    }
    busy = true;
  });
  addEventListener("pagehide", () => { if (!busy && JSON.stringify(typed()) !== last) navigator.sendBeacon(box.dataset.save, body()); });
  addEventListener("online", () => plan(0));
})();

// Files one at a time, so that one that fails costs nothing else; the list on the page is what the server keeps.
(() => {
  for (const box of document.querySelectorAll("[data-files]")) {
    const told = box.querySelector("[data-told]"), wrong = box.querySelector("[data-wrong]"), kept = box.querySelector("[data-kept]");
    const say = (sentence) => {
      const line = document.createElement("p");
      line.className = "error";
      line.textContent = sentence;
      wrong.append(line);
    };
    const send = async (file, form) => {
      const data = new FormData();
      data.append("csrf_token", form.elements.csrf_token.value);
      data.append("question", box.dataset.question);
      data.append("file", file);
      for (let pause = 1000; ; pause *= 2) {
        try {
          const answer = await fetch(box.dataset.files, { method: "POST", body: data, credentials: "same-origin" });
          return answer.ok || answer.status === 409 ? await answer.json() : { wrong: [`“${file.name}” is niet verstuurd. Maak het kleiner, of probeer het straks weer.`] };
        } catch {
          if (pause > 4000) return null;
          await new Promise((on) => setTimeout(on, pause));
        }
      }
    };
    for (const input of box.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", async () => {
        const files = [...input.files], left = new DataTransfer();
        if (!files.length || box.dataset.busy) return;
        box.dataset.busy = "1";
        wrong.replaceChildren();
        for (const [at, file] of files.entries()) {
          told.textContent = `“${file.name}” wordt verstuurd (${at + 1} van ${files.length}).`;
          const said = await send(file, input.form);
          if (!said) left.items.add(file);
          for (const sentence of said ? said.wrong : [`“${file.name}” is niet verstuurd: er is geen verbinding. Kies het straks opnieuw.`]) say(sentence);
          if (said && said.kept !== undefined) kept.innerHTML = said.kept;
        }
        told.textContent = "";
        input.files = left.files;
        input.dispatchEvent(new Event("input"));
        delete box.dataset.busy;
        if (!left.files.length) input.dispatchEvent(new Event("change"));
      });
    }
  }
})();

// Adding up while typing. An amount that can be read in two ways is left to the server, which asks.
(() => {
  const box = document.querySelector("[data-sums]");
  if (!box) return;
  const form = box.closest("form"), { costs, incomes, others, requested } = box.dataset;
  const cents = (text) => {
    const bare = text.replace("€", "").trim().replace(/(\d)\s(?=\d{3}(\D|$))/g, "$1");
    if (!bare) return 0;
    const found = /^(\d{1,3}(?:\.\d{3})+|\d{1,8})(?:,(\d\d|-))?$/.exec(bare);
    return found ? Number(found[1].replaceAll(".", "")) * 100 + (Number(found[2]) || 0) : NaN;
  };
  const show = (amount) => {
    const size = String(Math.abs(amount)).padStart(3, "0");
    return `€\u00a0${amount < 0 ? "-" : ""}${size.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ".")},${size.slice(-2)}`;
  };
  const sum = (fits) => [...form.elements].filter((field) => field.tagName === "INPUT" && fits(field.name)).reduce((all, field) => all + cents(field.value), 0);
  const rows = (name) => (field) => name && field.startsWith(`${name}-`) && field.endsWith("-amount");
  const count = () => {
    const sums = { costs: sum(rows(costs)), income: sum((name) => rows(incomes)(name) || (others && name === others)) };
    sums.needed = sums.costs - sums.income;
    for (const place of box.querySelectorAll("[data-sum]")) {
      const amount = sums[place.dataset.sum];
      place.textContent = Number.isNaN(amount) ? "nog niet bekend" : show(amount);
    }
    box.querySelector("[data-differs]").hidden = !(sums.needed > 0 && String(sums.needed) !== requested);
  };
  form.addEventListener("input", count);
  count();
})();
