// Receipts go up one by one, made smaller; a queue waits for the connection.
(() => {
	const input = document.querySelector("[type=file][name=files]");
	if (!input) return;
	const { form } = input, make = (k) => document.createElement(k), kept = (p) => p.querySelector("#files-kept")?.closest("section");
	const list = Object.assign(make("ul"), { className: "papers", ariaLive: "polite" }), queue = [], boxes = form.querySelectorAll("[type=file]"), field = input.closest(".field");
	let then;
	field.after(list);

	const smaller = async (file) => {
		try {
			if (file.size < 1.5e6) return file;
			const picture = await createImageBitmap(file), { width: w, height: h } = picture, scale = Math.min(1, 2400 / Math.max(w, h));
			const canvas = Object.assign(make("canvas"), { width: w * scale, height: h * scale });
			canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
			const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
			return blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg")) : file;
		} catch { return file; }
	};

	const send = (one) => new Promise((done) => {
		const data = new FormData(form), call = new XMLHttpRequest();
		for (const box of boxes) data.delete(box.name);
		data.set("add", 1);
		data.append("files", one.file);
		call.open("POST", location.href);
		call.upload.onprogress = ({ loaded, total }) => { one.bar.value = loaded / total; };
		call.onload = () => done(call.responseText);
		call.onerror = () => done();
		call.send(data);
	});

	const run = async () => {
		for (let one; (one = queue[0]); queue.shift()) {
			one.file = await smaller(one.file);
			let answer;
			for (let pause = 2e3; ; pause *= 2) {
				one.say("bezig");
				answer = await send(one);
				if (answer != null) break;
				one.say("wacht op verbinding");
				await new Promise((on) => { setTimeout(on, pause); addEventListener("online", on, { once: true }); });
			}
			const page = new DOMParser().parseFromString(answer, "text/html"), now = kept(page);
			const wrong = page.querySelector(`#${input.id}-error .error__words`), key = "[name=idempotency_key]", fresh = page.querySelector(key);
			if (fresh) form.querySelector(key).value = fresh.value;
			if (now) { kept(document)?.remove(); field.before(now); }
			one.bar.remove();
			if (now && !wrong) one.row.remove();
			else one.say(wrong ? wrong.textContent : "niet gelukt, kies opnieuw");
		}
		list.firstChild || then?.click();
	};

	const add = (file) => {
		const row = Object.assign(make("li"), { className: "paper" }), name = make("span"), bar = make("progress");
		bar.ariaLabel = file.name;
		row.append(name, bar);
		list.append(row);
		const say = (words) => { name.textContent = `${file.name}: ${words}`; };
		say("wacht");
		if (queue.push({ file, row, bar, say }) < 2) run();
	};

	for (const box of boxes) if (box.name === "files") box.onchange = () => { [...box.files].forEach(add); box.value = ""; };
	form.onsubmit = (event) => { if (queue[0]) { event.preventDefault(); then = event.submitter; } };
})();
