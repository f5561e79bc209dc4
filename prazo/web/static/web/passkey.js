// Passkeys: the browser is asked what the form says, its answer is sent with the form.
// A form that is sent without an answer asks for one first.
(() => {
  const can = () => window.PublicKeyCredential?.parseRequestOptionsFromJSON;

  async function answer(form) {
    const asked = JSON.parse(form.dataset.options).publicKey;
    const made = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
    return JSON.stringify(made.toJSON());
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.passkey || form.elements.passkey.value) return;
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    if (!form.reportValidity()) return;
    if (!can()) {
      form.querySelector("[data-cannot]").hidden = false;
      return;
    }
    try {
      form.elements.passkey.value = await answer(form);
    } catch {
      failed.hidden = false;
      return;
    }
    form.submit();
  });
})();
