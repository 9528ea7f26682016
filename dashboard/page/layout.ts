/** The layout of the page. */
import { html } from 'htm/preact'
import { useEffect, useState } from 'preact/hooks'
import { Diagram } from './diagram/diagram.ts'
import { Header } from './header.ts'
import { ModeSwitch } from './mode-switch.ts'
import type { PageState } from './page-state.ts'
import { BrowserPanel } from './panels/browser-panel.ts'
import { Counters } from './panels/counters.ts'
import { RequestLog } from './panels/request-log.ts'
import { VirtualUsersPanel } from './panels/virtual-users-panel.ts'
import { languages, type Texts } from './texts/texts.ts'
import { Workshop } from './workshop/chapter-panel.ts'

/** The root component. */
export function App({ page }: { page: PageState }) {
  const [, redraw] = useState(0)
  useEffect(() => page.onRedraw(() => redraw((count) => count + 1)), [page])
  const t = languages[page.language]
  useEffect(() => {
    document.documentElement.lang = page.language
    document.title = t.title
  }, [page.language])
  useEffect(() => {
    document.documentElement.dataset['theme'] = page.theme
    page.dots?.measure()
  }, [page.theme])
  const view = { page, t }
  return html`
    <a class="skip" href="#diagram">${t.skipToDiagram}</a>
    <${Header} ...${view} />
    <main class=${page.chapter === undefined ? '' : 'taught'}>
      <${Workshop} ...${view} />
      <div class="lab">
      <${ModeSwitch} ...${view} />
      ${page.problem && html`<p class="problem" role="alert">${t.problem(page.problem)}</p>`}
      <${Diagram}
          ...${view}
          browserPanel=${html`<${BrowserPanel} ...${view} />`}
          virtualUsersPanel=${html`<${VirtualUsersPanel} ...${view} />`}
          below=${html`<${Counters} ...${view} /><${RequestLog} ...${view} />`}
        />
      </div>
    </main>
  `
}

/** Shown until the lab answers. */
export function Waiting({ t }: { t: Texts }) {
  return html`<p class="waiting" role="status">${t.waiting}</p>`
}
