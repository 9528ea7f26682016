/** The load balancer's description, and its validation. */
import type { UpstreamServer } from './policy.ts'
import { isPolicyName, type PolicyName, policies } from './registry.ts'

/** A load balancer in front of some replicas: all that `renderNginxConf` needs to know. */
export interface LoadBalancer {
  /** Where nginx listens for clients: a port, or address and port, e.g. `8080`, `127.0.0.1:8080`. */
  readonly listen: string
  /** 1–64, each with a unique name and a unique address. */
  readonly replicas: readonly UpstreamServer[]
  /** Each is served below `/<name>/`. */
  readonly modes: readonly { readonly name: string; readonly policy: PolicyName }[]
  /** Addresses or networks from which nginx trusts `X-Forwarded-For`. Default: this machine only. */
  readonly trustedPeers?: readonly string[]
  /** An absolute folder for pid, logs and temporary files. Without it: the paths of the official container image. */
  readonly directory?: string
  /** Keeps the worker root, so that it can write into a `directory` that belongs to root. */
  readonly runAsRoot?: boolean
  /** Returned by `/healthz`, so that a caller that has changed the configuration can see when the change is in force. */
  readonly revision?: number
  /** Absolute paths of the files with which nginx terminates TLS. Without it: plain HTTP. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined
  /** Address of the dashboard's server, e.g. `127.0.0.1:41234`. nginx serves it below `/lab/`, so that page and modes have one origin. */
  readonly dashboard?: string
}

/** The load balancer cannot be rendered. The message names every problem, not only the first. */
export class LoadBalancerError extends Error {
  override readonly name = 'LoadBalancerError'
  readonly code = 'ERR_LOAD_BALANCER'
}

const maxReplicas = 64
const modePattern = /^[a-z][a-z0-9-]{0,39}$/
// nginx's `sticky` directive accepts server names of at most 32 characters.
const replicaPattern = /^[a-z][a-z0-9-]{0,31}$/
const addressPattern = /^(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/i
const listenPattern = /^(?:(?:[\w.*-]+|\[[\da-f:.]+\]):)?\d{1,5}$/i
const peerPattern = /^[\da-f.:]+(?:\/\d{1,3})?$/i
// nginx cannot buffer an access log whose path contains a variable, and quotes or backslashes would need escaping.
const directoryPattern = /^\/[^"'\\${};\n]*$/

/** Lists every problem, one sentence each. No accepted value can end a directive and begin another. */
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
const addressesOf = (replicas: readonly UpstreamServer[]) => replicas.map(({ address }) => address)

function mismatches(what: string, values: readonly string[], pattern: RegExp, expected: string): readonly string[] {
  return values
    .filter((value) => !pattern.test(value))
    .map((value) => `${what}: expected ${expected}, got ${JSON.stringify(value)}`)
}

function repeated(what: string, values: readonly string[]): readonly string[] {
  const duplicates = new Set(values.filter((value, i) => values.indexOf(value) !== i))
  return [...duplicates].map((value) => `${what}: ${value}: used more than once`)
}
