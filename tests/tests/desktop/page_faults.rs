//! What is wrong with a page that axe-core does not look for: what is cut off, and English in another language.

use missedhook_tests::web_driver::WebDriver;

/// Finds what overflows: every word and control outside its container that can neither be scrolled to nor has an
/// ellipsis.
const CUT_OFF: &str = "
    const cut = [];
    const controls = 'a, button, input, select, summary, textarea, [role=tab], [role=option], [role=row]';
    const wide = document.scrollingElement;
    if (wide.scrollWidth > wide.clientWidth) cut.push('the page itself');
    for (const element of document.body.querySelectorAll('*')) {
        const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
        if (!words && !element.matches(controls)) continue;
        if (element.closest('.for-ears, .u-over, [aria-hidden=true]')) continue;
        const box = element.getBoundingClientRect();
        if (box.width === 0 || box.height === 0) continue;
        for (let around = element; around; around = around.parentElement) {
            const style = getComputedStyle(around);
            if (style.textOverflow === 'ellipsis' && style.overflowX !== 'visible') break;
            // It is laid out in the window, not in what it stands in.
            if (around.matches('dialog')) break;
            if (around === element || style.overflowX === 'visible') continue;
            if (style.overflowX !== 'hidden' && around.scrollWidth > around.clientWidth) {
                // To scroll sideways is for what has no line breaks to give.
                if (around.matches('pre, nav ul, [role=tablist], .sideways')) break;
            }
            const room = around.getBoundingClientRect();
            if (box.right > room.right + 1 || box.left < room.left - 1)
                cut.push(`${element.outerHTML.slice(0, 160)} in <${around.tagName} class=\"${around.className}\">`);
        }
    }
    return cut.slice(0, 8)";

/// Finds English that a person reads in a window in another language: three Latin words in a row, outside of code and
/// of what other people and programs wrote, which stands in `bdi`, `[dir=ltr]` or `[dir=auto]`.
const ENGLISH: &str = "
    const found = [];
    const english = /(?:[A-Za-z][A-Za-z’'-]+[,:;]? ){2,}[A-Za-z][A-Za-z’'-]+/;
    const data = 'script, style, code, pre, kbd, bdi, [dir=ltr], [dir=auto], canvas, [data-testid=help-changes]';
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode.data.replace(/[\\u2066-\\u2068][^\\u2069]*\\u2069/g, ' ');
        if (text.includes('\\\\u{206')) found.push(text.trim());
        if (english.test(text) && !texts.currentNode.parentElement.closest(data)) found.push(text.trim());
    }
    for (const name of ['aria-label', 'title', 'placeholder'])
        for (const element of document.querySelectorAll(`[${name}]`)) {
            const text = element.getAttribute(name).replace(/[\\u2066-\\u2068][^\\u2069]*\\u2069/g, ' ');
            // A code with its name, and examples of a search.
            const isPhrase = /^\\d{3} [A-Z]/.test(text) || (name === 'placeholder' && /\\w:/.test(text));
            if (english.test(text) && !isPhrase && !element.closest('bdi, [dir=ltr]')) found.push(`${name}: ${text}`);
        }
    return [...new Set(found)].slice(0, 12)";

/// What is cut off on the current page.
pub fn cut_off(window: &WebDriver) -> Vec<String> {
    texts(window, CUT_OFF)
}

/// The English sentences that a window in another language shows.
pub fn english(window: &WebDriver) -> Vec<String> {
    texts(window, ENGLISH)
}

/// What is announced now. It is not said again in another language, and a rejected value keeps its problem as it was told.
pub fn announced(window: &WebDriver) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[role=alert], [role=status], [aria-live]')]
        .map((one) => one.textContent)";
    texts(window, script)
}

fn texts(window: &WebDriver, script: &str) -> Vec<String> {
    let texts = window.script(script);
    let texts = texts.as_array().into_iter().flatten();
    texts
        .map(|text| text.as_str().unwrap_or_default().to_owned())
        .collect()
}
