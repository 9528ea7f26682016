/** The one script of a page: chosen language and theme are as the reader last chose them, in this report or another one. */

import { Markup } from './markup.ts'

// Without storage for files each page starts with its defaults.
const text = `
for (const input of document.querySelectorAll('.controls input')) {
  try { if (localStorage.getItem('lab-report ' + input.name) === input.id) input.checked = true } catch {}
  input.addEventListener('change', () => { try { localStorage.setItem('lab-report ' + input.name, input.id) } catch {} })
}
`

/** To stand behind the choices. It holds nothing of the report. */
export const remember = new Markup(`<script>${text}</script>`)

/** By what a policy lets this script run, and no other: its hash, written down since pages are made of texts alone. */
export const rememberSource = "'sha256-gcOULU3NWW5p5gbroC4PAmfS2WH6y+uzTIbzldJ2Btc='"
