// Links of the pretend Mayar name a shop that does not exist (.example), so a click opens a page of
// the sandbox that explains them. The link itself stays unchanged, to be read and copied.

const NOWHERE = /\.example$/;

// explainPayments handles clicks on such links anywhere on the page.
export function explainPayments() {
  const open = (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.button > 1 || !NOWHERE.test(new URL(link.href).hostname)) return;
    event.preventDefault();
    window.open(`payment.html#${encodeURIComponent(link.href)}`, "_blank", "noopener");
  };
  document.addEventListener("click", open);
  document.addEventListener("auxclick", open);
}
