/** The page as a whole. */
import { html } from 'htm/preact'
import { useEffect, useState } from 'preact/hooks'
import { Header } from './header.ts'
import { ModeSwitch } from './mode-switch.ts'
import type { PageState } from './page-state.ts'
import { BrowserPanel } from './panels/browser-panel.ts'
import { Counters } from './panels/counters.ts'
import { CrowdPanel } from './panels/crowd-panel.ts'
import { Journal } from './panels/journal.ts'
import { Stage } from './picture/stage.ts'
import { languages, type Texts } from './texts/texts.ts'
import { Workshop } from './workshop/chapter-panel.ts'

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
    page.picture?.measure()
  }, [page.theme])
  const view = { page, t }
  return html`
    <a class="skip" href="#picture">${t.skipToPicture}</a>
    <${Header} ...${view} />
    <main class=${page.chapter === undefined ? '' : 'taught'}>
      <${Workshop} ...${view} />
      <div class="lab">
      <${ModeSwitch} ...${view} />
      ${page.problem && html`<p class="problem" role="alert">${t.problem(page.problem)}</p>`}
      <${Stage}
          ...${view}
          you=${html`<${BrowserPanel} ...${view} />`}
          crowd=${html`<${CrowdPanel} ...${view} />`}
          below=${html`<${Counters} ...${view} /><${Journal} ...${view} />`}
        />
      </div>
    </main>
  `
}

/** Before the lab answers. */
export function Waiting({ t }: { t: Texts }) {
  return html`<p class="waiting" role="status">${t.waiting}</p>`
}
