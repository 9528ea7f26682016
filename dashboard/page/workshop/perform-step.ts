/** Performs a chapter's step with the same functions as the page's own buttons. */
import { type Action, actions } from '../actions.ts'
import { homeReplica } from '../own-session.ts'
import type { PageState } from '../page-state.ts'
import { steal } from '../panels/credential-panel.ts'
import type { Step } from './chapter-links.ts'

/** Resolves when the step is complete. */
export async function performStep(page: PageState, { verb, argument }: Step): Promise<void> {
  const { browser, mode } = page
  if (verb === 'mode') {
    const wanted = page.info.modes.find(({ name }) => name === argument)
    if (wanted) await page.selectMode(wanted)
    await page.applyRequestedLoad()
  } else if (verb === 'login') await browser.logIn(mode, argument, page.asCookie)
  else if (isAction(verb)) for (let n = 0; n < Number(argument || 1); n += 1) await browser.act(mode, verb)
  else if (verb === 'as-cookie') page.change({ asCookie: argument === 'on' })
  else if (verb === 'forge') await browser.forge(mode)
  else if (verb === 'steal') steal(page)
  else if (verb === 'attacker') await (page.stolen && browser.sendAsAttacker(mode, page.stolen.echo))
  else if (verb === 'clear') page.change({ exchanges: [] })
  else if (verb === 'rate' || verb === 'client') {
    page.requestLoad(
      verb === 'rate' ? { ratePerSecond: Number(argument) } : { client: argument === 'frozen' ? 'frozen' : 'browser' },
    )
    await page.applyRequestedLoad()
  } else await changePart(page, verb, argument)
}

async function changePart(page: PageState, verb: string, part: string): Promise<void> {
  if (verb === 'add-replica') return page.changeStack({ verb })
  if (part === 'redis') return page.changeStack({ verb: verb as 'kill', redis: true })
  const replica = part === 'mine' ? homeReplica(page) : part
  if (replica !== undefined) return page.changeStack({ verb: verb as 'kill', replica })
}

function isAction(verb: string): verb is Exclude<Action, 'login'> {
  return verb !== 'login' && (actions as readonly string[]).includes(verb)
}
