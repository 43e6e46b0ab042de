// Live sums on the board of a round; the server reckons the same without this file.
(() => {
  const left = document.querySelector("[data-left]");
  if (!left) return;
  const cents = (text) => {
    const bare = text.replace(/[€\s]/g, "");
    const match = /^(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d{2}))?$/.exec(bare);
    return match ? Number(match[1].replaceAll(".", "")) * 100 + Number(match[2] || 0) : 0;
  };
  const show = (amount) => {
    const [whole, rest] = [Math.floor(Math.abs(amount) / 100), Math.abs(amount) % 100];
    return `€\u00a0${String(whole).replace(/\B(?=(\d{3})+$)/g, ".")},${String(rest).padStart(2, "0")}`;
  };
  const room = (amount) => (amount < 0 ? `${show(amount)} te veel` : show(amount));
  const base = Number(left.dataset.left);
  const count = () => {
    let total = 0;
    const lines = {};
    for (const done of document.querySelectorAll("[data-decided]")) {
      total += Number(done.dataset.decided);
      if (done.dataset.onLine) lines[done.dataset.onLine] = (lines[done.dataset.onLine] || 0) + Number(done.dataset.decided);
    }
    for (const box of document.querySelectorAll("[data-amount]")) {
      const amount = cents(box.value);
      total += amount;
      const line = document.querySelector(`[data-line="${box.dataset.amount}"]`).value;
      lines[line] = (lines[line] || 0) + amount;
    }
    document.querySelector("[data-total]").textContent = show(total);
    left.textContent = room(base - total);
    for (const cell of document.querySelectorAll("[data-line-total]")) cell.textContent = show(lines[cell.dataset.lineTotal] || 0);
    for (const cell of document.querySelectorAll("[data-line-left]")) cell.textContent = room(Number(cell.dataset.free) - (lines[cell.dataset.lineLeft] || 0));
  };
  document.addEventListener("input", count);
  document.addEventListener("change", count);
})();
