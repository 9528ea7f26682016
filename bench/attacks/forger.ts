/** A forger: sends all attacks of the library, made from a valid login, each with a control that must be accepted. */

import type { Answer, Request } from '../load/http-message.ts'
import type { Forgery } from '../load/workloads/workload.ts'
import type { Attack, Forged, ForgerOptions, Spoils } from './attack.ts'
import { preparations } from './preparations.ts'
import { attacks, attacksOn } from './registry.ts'

export class Forger {
  /** What is sent in a session, in order: every attack on the strategy once. */
  readonly plan: readonly Forgery[]
  readonly #options: ForgerOptions
  #learnt: Partial<Spoils> = {}

  constructor(options: ForgerOptions) {
    this.#options = options
    const names = attacksOn(options.strategy, options.credential)
    this.plan = [
      ...Object.entries(preparations)
        .filter(([, { isOf }]) => isOf(options))
        .map(([name]): Forgery => ({ kind: 'prepare', name })),
      ...names.flatMap((name): Forgery[] => [controlOf(attacks[name]), { kind: 'attack', name }]),
    ]
  }

  /**
   * @param held headers of the honest login
   * @returns the request; of kind `prepare`, which proves nothing, where an attack lacks what it needs
   */
  request(
    { kind, name }: Forgery,
    held: Spoils['held'],
  ): { readonly kind: Forgery['kind']; readonly request: Request } {
    const spoils = this.#spoils(held)
    if (kind === 'control') return { kind, request: this.#requestOf(control(name, spoils)) }
    const forged = kind === 'prepare' ? preparations[name]?.forge(spoils, this.#options) : attacks[name]?.forge(spoils)
    return { kind: forged === undefined ? 'prepare' : kind, request: this.#requestOf(forged ?? {}, held) }
  }

  /** What a preparation was answered. */
  receive({ kind, name }: Forgery, answer: Answer): void {
    if (kind === 'prepare') this.#learnt = { ...this.#learnt, ...preparations[name]?.learn(answer) }
  }

  #spoils(held: Spoils['held']): Spoils {
    const { mode, name, password, insider } = this.#options
    const sid = /(?:^|; )sid=([^;]*)/.exec(held['cookie'] ?? '')?.[1] ?? ''
    const token = held['authorization']?.replace(/^Bearer /, '') ?? ''
    return { mode, name, password, held, token, sid: decodeURIComponent(sid), insider, ...this.#learnt }
  }

  #requestOf(forged: Forged & { readonly mode?: string }, held: Spoils['held'] = {}): Request {
    const { mode = this.#options.mode, method = 'GET', path = '/me', headers = held, body } = forged
    return {
      method,
      path: `/${mode}${path}`,
      headers: { 'x-forwarded-for': this.#options.address, ...headers },
      ...(body !== undefined && { body }),
    }
  }
}

function controlOf(attack: Attack | undefined): Forgery {
  return { kind: 'control', name: attack?.byInsider ? 'insider' : 'held' }
}

/** The credential as it was given; or made by the insider to say just the same. */
function control(by: string, { held, mode, token, sid, insider }: Spoils): Forged {
  if (by !== 'insider') return { headers: held }
  if (token !== '') return { headers: { ...held, authorization: `Bearer ${insider.token(mode, token, {})}` } }
  const made = encodeURIComponent(insider.cookie(mode, sid.slice(0, sid.lastIndexOf('.'))))
  return { headers: { ...held, cookie: (held['cookie'] ?? '').replace(/sid=[^;]*/, `sid=${made}`) } }
}
