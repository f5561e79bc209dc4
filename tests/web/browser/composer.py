"""The composer as tests drive it."""

from playwright.sync_api import Page, expect

TEXT = "#compose-reply textarea"
PASTE = """(text) => {
  const bytes = Uint8Array.from(atob(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  ), (c) => c.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
  document.querySelector(text).dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def write(page: Page, text: str, key: str = "a") -> None:
    page.locator("#main").focus()
    page.keyboard.press(key)
    page.locator(".panel textarea:focus").first.wait_for()
    page.keyboard.type(text)


def saved(page: Page) -> None:
    expect(page.locator("#compose-reply [data-mark]")).to_have_text("saved")


def send_and_hold(page: Page, text: str) -> None:
    """An answer that leaves in some seconds, which is said aloud."""
    write(page, text)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#said")).to_have_text("It goes out in a moment.")
