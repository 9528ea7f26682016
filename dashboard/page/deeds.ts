/** Does what a chapter asks for, by the same means as the page's own buttons. */
import { type Action, actions } from './actions.ts'
import { homeOf } from './own-session.ts'
import type { PageState } from './page-state.ts'
import { steal } from './panels/credential-panel.ts'
import type { Deed } from './workshop/chapter-words.ts'

export async function perform(page: PageState, { verb, with: argument }: Deed): Promise<void> {
  const { browser, mode } = page
  if (verb === 'mode') {
    const wanted = page.info.modes.find(({ name }) => name === argument)
    if (wanted) await page.choose(wanted)
    await page.applyWish()
  } else if (verb === 'login') await browser.logIn(mode, argument, page.asCookie)
  else if (isAction(verb)) for (let n = 0; n < Number(argument || 1); n += 1) await browser.act(mode, verb)
  else if (verb === 'as-cookie') page.change({ asCookie: argument === 'on' })
  else if (verb === 'forge') await browser.forge(mode)
  else if (verb === 'steal') steal(page)
  else if (verb === 'thief') await (page.loot && browser.knockAsThief(mode, page.loot.echo))
  else if (verb === 'clear') page.change({ exchanges: [] })
  else if (verb === 'rate' || verb === 'client') {
    page.askForLoad(
      verb === 'rate' ? { ratePerSecond: Number(argument) } : { client: argument === 'frozen' ? 'frozen' : 'browser' },
    )
    await page.applyWish()
  } else await changePart(page, verb, argument)
}

async function changePart(page: PageState, verb: string, part: string): Promise<void> {
  if (verb === 'add-replica') return page.changeStack({ verb })
  if (part === 'redis') return page.changeStack({ verb: verb as 'kill', redis: true })
  const replica = part === 'mine' ? homeOf(page) : part
  if (replica !== undefined) return page.changeStack({ verb: verb as 'kill', replica })
}

function isAction(verb: string): verb is Exclude<Action, 'login'> {
  return verb !== 'login' && (actions as readonly string[]).includes(verb)
}
