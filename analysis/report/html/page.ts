/**
 * A page of the lab: one file, nothing from elsewhere. Language and theme are radio buttons that the style sheet looks at, so
 * that all works without the one script, which remembers them; the policy forbids whatever a hostile name might smuggle in.
 */

import { translated } from '../i18n/texts.ts'
import { html, Markup } from './markup.ts'
import { remember, rememberSource } from './remember.ts'
import { style } from './style.ts'

export interface PageSection {
  /** Of its heading; where links lead. */
  readonly id: string
  readonly title: Markup
  readonly body: Markup
}

export interface Page {
  /** Plain text, for the browser's tab. */
  readonly title: string
  readonly heading: Markup
  /** What stands above all sections. */
  readonly lead: Markup
  readonly sections: readonly PageSection[]
  /** Beyond the style sheet of every page. */
  readonly style?: Markup
}

/** What a page may do: also what a server of such pages tells browsers. */
export const pagePolicy = `default-src 'none'; script-src ${rememberSource}; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'`

export function page({ title, heading, lead, sections, style: ownStyle }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${style}${ownStyle}</style>
</head>
<body>
<a class="skip" href="#main">${translated((texts) => texts.skip)}</a>
<div class="controls">
${choice(
  'language',
  translated((texts) => texts.language),
  [
    ['en', html`<span lang="en-GB">English</span>`],
    ['ko', html`<span lang="ko-KR">한국어</span>`],
  ],
)}
${choice(
  'theme',
  translated((texts) => texts.theme),
  [
    ['auto', translated((texts) => texts.auto)],
    ['light', translated((texts) => texts.light)],
    ['dark', translated((texts) => texts.dark)],
  ],
)}
</div>
${remember}
<header>
<h1>${heading}</h1>
<nav aria-labelledby="contents"><span id="contents" class="hidden">${translated((texts) => texts.contents)}</span>
${sections.map(({ id, title: name }) => html`<a href="#${id}">${name}</a>\n`)}</nav>
${lead}
</header>
<main id="main">
${sections.map(section)}</main>
</body>
</html>
`.text
}

function section({ id, title, body }: PageSection): Markup {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${body}
</section>
`
}

/** The first is chosen. */
function choice(name: string, legend: Markup, options: readonly (readonly [value: string, label: Markup])[]): Markup {
  return html`<fieldset><legend>${legend}</legend>${options.map(
    ([value, label], index) =>
      html`<label><input type="radio" name="${name}" id="${name}-${value}" ${index === 0 && new Markup('checked')}>${label}</label>`,
  )}</fieldset>`
}
