/** Starts the page: waits for the lab, then renders it. */
import { html, render } from 'htm/preact'
import { App, Waiting } from './layout.ts'
import { PageState } from './page-state.ts'
import { readLab } from './server-connection.ts'
import { languages, pickLanguage } from './texts/texts.ts'

const root = document.getElementById('app') as HTMLElement
render(html`<${Waiting} t=${languages[pickLanguage(navigator.languages)]} />`, root)
const page = new PageState(await readLab())
render(html`<${App} page=${page} />`, root)
page.start()
