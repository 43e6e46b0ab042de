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
