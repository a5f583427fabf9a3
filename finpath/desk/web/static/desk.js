"use strict";
// Keys for who works through a queue, and the signature of a key. Every page works without it, but for the signature.
(() => {
  const rows = [...document.querySelectorAll("tr[data-row]")];
  let at = -1;
  const go = (step) => {
    if (!rows.length) return;
    rows[at]?.removeAttribute("data-at");
    at = Math.min(rows.length - 1, Math.max(0, at + step));
    rows[at].setAttribute("data-at", "");
    rows[at].querySelector("a").focus();
  };

  const form = document.querySelector("form[data-decide]");
  const outcomes = { c: "confirm", x: "clear", s: "set_aside" };
  let chosen = null;
  const choose = (outcome) => {
    chosen?.removeAttribute("data-chosen");
    chosen = form.querySelector(`fieldset[data-outcome="${outcome}"]`);
    chosen?.setAttribute("data-chosen", "");
    chosen?.querySelector("input[type=radio]").focus();
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input:not([type=radio]), textarea, select");
    if (field || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (form && outcomes[event.key]) { choose(outcomes[event.key]); event.preventDefault(); }
    else if (form && chosen && /^[1-9]$/.test(event.key)) {
      const radio = chosen.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
      if (radio) { radio.checked = true; radio.focus(); event.preventDefault(); }
    } else if (form && chosen && event.key === "Enter" && chosen.querySelector("input:checked")) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const list = (some) => (some || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const made = (credential) => ({
    id: credential.id, rawId: text(credential.rawId), type: credential.type,
    response: Object.fromEntries(
      ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
        .filter((name) => credential.response[name]).map((name) => [name, text(credential.response[name])])),
  });

  for (const each of document.querySelectorAll("form[data-sign]")) {
    each.addEventListener("submit", async (event) => {
      if (each.elements.signed.value) return;
      event.preventDefault();
      const options = JSON.parse(each.dataset.options);
      options.challenge = bytes(options.challenge);
      if (options.user) options.user.id = bytes(options.user.id);
      options.allowCredentials = list(options.allowCredentials);
      options.excludeCredentials = list(options.excludeCredentials);
      try {
        const credential = await navigator.credentials[each.dataset.sign]({ publicKey: options });
        each.elements.signed.value = JSON.stringify(made(credential));
        each.requestSubmit();
      } catch (error) {
        const said = document.createElement("p");
        said.className = "wrong";
        said.setAttribute("role", "alert");
        said.textContent = "Nothing was signed: the key was not used, or the browser has none.";
        each.prepend(said);
      }
    });
  }
})();
