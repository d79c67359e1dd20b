// Elements from text. Text is set as text, so that none of it can become a page's own.

type Part = Node | string | null | false;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...parts: Part[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.append(...parts.filter((part): part is Node | string => part !== null && part !== false));
  return made;
}

/** A paragraph in which what stands between backticks is code. */
export function prose(className: string, text: string): HTMLParagraphElement {
  const parts = text.split('`').map((part, n) => (n % 2 ? element('code', '', part) : part));
  return element('p', className, ...parts);
}

export function button(className: string, label: string, press: () => void): HTMLButtonElement {
  const made = element('button', className, label);
  made.type = 'button';
  made.addEventListener('click', press);
  return made;
}

/** A word with its sign, which is for the eye alone. */
export function outcome(sign: string, word: string): HTMLSpanElement {
  const mark = element('span', '', `${sign} `);
  mark.setAttribute('aria-hidden', 'true');
  const made = element('span', 'pl-outcome', mark, word);
  made.dataset.outcome = word;
  return made;
}
