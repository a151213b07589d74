/**
 * What a component says, in the reader's language. The English text is the key; Python hands over the
 * translations of all that stands in the component's files.
 */

const SPOKEN_ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];

/** @type {Record<string, string>} */
let translations = {};

/** @param {Record<string, string> | undefined} texts none where English is spoken */
export function useTexts(texts) {
  translations = texts ?? {};
}

/**
 * A text in the reader's language, its named places filled in.
 * @param {string} message @param {Record<string, string | number>} [values]
 */
export function _(message, values = {}) {
  const text = translations[message] ?? message;
  return text.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/** The text itself: marks it for the catalogue where it is looked up later. @param {string} message */
export function marked(message) {
  return message;
}

/** Translates the texts of the markup, once. @param {ParentNode} root */
export function translateMarkup(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data.trim().replace(/\s+/g, " ");
    if (translations[text]) node.data = node.data.replace(node.data.trim(), translations[text]);
  }
  for (const name of SPOKEN_ATTRIBUTES) {
    for (const element of root.querySelectorAll(`[${name}]`)) {
      const text = element.getAttribute(name);
      if (translations[text]) element.setAttribute(name, translations[text]);
    }
  }
  for (const template of root.querySelectorAll("template")) translateMarkup(template.content);
}
