/** What is to be rendered, and what could be wrong with it. */
import type { Replica } from './policy.ts'
import { isPolicyName, type PolicyName, policies } from './registry.ts'

/** A load balancer in front of some replicas: all that `renderNginxConf` needs to know. */
export interface LoadBalancer {
  /** Where clients knock: a port, or address and port, e.g. `8080`, `127.0.0.1:8080`. */
  readonly listen: string
  /** 1–64, each under a name and an address of its own. */
  readonly replicas: readonly Replica[]
  /** Each is served below `/<name>/`. */
  readonly modes: readonly { readonly name: string; readonly policy: PolicyName }[]
  /** Peers whose `X-Forwarded-For` is believed: addresses or networks. Default: this machine only. */
  readonly trustedPeers?: readonly string[]
  /** An absolute folder for pid, logs and temporary files. Without it: the paths of the official container image. */
  readonly directory?: string
  /** Whether nginx is started by root and its worker has to stay root, to write into root's `directory`. */
  readonly runAsRoot?: boolean
  /** Told by `/healthz`, so that whoever has changed the configuration can see when the change is in force. */
  readonly revision?: number
  /** Clients come by TLS, which ends here: absolute paths. Without it: plain HTTP. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined
  /** Where the live page's server listens, e.g. `127.0.0.1:41234`: it is served below `/lab/`, so that page and modes are of one origin. */
  readonly dashboard?: string
}

/** The load balancer cannot be rendered. The message names every problem, not only the first. */
export class LoadBalancerError extends Error {
  override readonly name = 'LoadBalancerError'
  readonly code = 'ERR_LOAD_BALANCER'
}

const maxReplicas = 64
const modePattern = /^[a-z][a-z0-9-]{0,39}$/
// The `sticky` of nginx takes no longer name for a server.
const replicaPattern = /^[a-z][a-z0-9-]{0,31}$/
const addressPattern = /^(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/i
const listenPattern = /^(?:(?:[\w.*-]+|\[[\da-f:.]+\]):)?\d{1,5}$/i
const peerPattern = /^[\da-f.:]+(?:\/\d{1,3})?$/i
// An access log whose path holds a variable cannot be buffered, and quoting has its own rules.
const directoryPattern = /^\/[^"'\\${};\n]*$/

/** All that is wrong, one sentence each. Nothing that passes can end a directive and begin another. */
export function findProblems(loadBalancer: LoadBalancer): readonly string[] {
  const { listen, replicas, modes, trustedPeers = [], directory, dashboard, tls } = loadBalancer
  return [
    ...(replicas.length >= 1 && replicas.length <= maxReplicas
      ? []
      : [`replicas: expected 1 to ${maxReplicas}, got ${replicas.length}`]),
    ...(modes.length === 0 ? ['modes: expected at least one, got none'] : []),
    ...mismatches('listen', [listen], listenPattern, 'a port, or address:port'),
    ...mismatches('replica name', namesOf(replicas), replicaPattern, 'a lower-case word such as replica-1'),
    ...mismatches('replica address', addressesOf(replicas), addressPattern, 'host:port'),
    ...mismatches('mode name', namesOf(modes), modePattern, 'a lower-case word such as memory'),
    ...mismatches('dashboard address', dashboard === undefined ? [] : [dashboard], addressPattern, 'host:port'),
    ...mismatches('trusted peer', trustedPeers, peerPattern, 'an address or a network such as 10.0.0.0/8'),
    ...mismatches('directory', directory === undefined ? [] : [directory], directoryPattern, 'a plain absolute path'),
    ...mismatches(
      'tls',
      tls === undefined ? [] : [tls.certificate, tls.key],
      directoryPattern,
      'a plain absolute path',
    ),
    ...repeated('replica name', namesOf(replicas)),
    ...repeated('replica address', addressesOf(replicas)),
    ...repeated('mode name', namesOf(modes)),
    ...modes
      .filter(({ policy }) => !isPolicyName(policy))
      .map(
        ({ name, policy }) => `mode ${name}: unknown policy ${policy}; there are ${Object.keys(policies).join(', ')}`,
      ),
  ]
}

const namesOf = (named: readonly { readonly name: string }[]) => named.map(({ name }) => name)
const addressesOf = (replicas: readonly Replica[]) => replicas.map(({ address }) => address)

function mismatches(what: string, values: readonly string[], pattern: RegExp, expected: string): readonly string[] {
  return values
    .filter((value) => !pattern.test(value))
    .map((value) => `${what}: expected ${expected}, got ${JSON.stringify(value)}`)
}

function repeated(what: string, values: readonly string[]): readonly string[] {
  const twice = new Set(values.filter((value, i) => values.indexOf(value) !== i))
  return [...twice].map((value) => `${what}: ${value} is there more than once`)
}
