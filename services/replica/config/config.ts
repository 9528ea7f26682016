/** A replica's configuration: the only reader of the environment in services/. */
import { isIP } from 'node:net'
import type { LoginTolerance } from '../../database/login-limits.ts'
import type { VirtualUsers } from '../../database/seed.ts'
import type { PeerAddress } from '../../peers/peer.ts'
import { namesSentinels, parseSentinels, sentinelExample } from '../../strategies/redis/redis-address.ts'
import { strategies as registry, type StrategyEntry } from '../../strategies/registry.ts'
import { type TokenKey, type UnknownCookie, unknownCookies } from '../../strategies/strategy.ts'
import {
  type ConfigProblem,
  createEnvironmentReader,
  type Environment,
  type EnvironmentReader,
} from './environment-variables.ts'
import { readSecret } from './secret.ts'
import { readTokenKeys } from './token-keys.ts'

/** The configuration of a replica; each field is one `LAB_…` variable. */
export interface ReplicaConfig {
  /** Name of this replica, e.g. `replica-1`, sent as `X-Replica`. */
  readonly replica: string
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Port of the status pages; 0 for any free port. */
  readonly statusPort: number
  /** Port of the peer channel, if any mode's strategy needs it; 0 for any free port. */
  readonly peerPort: number
  /** Peer addresses of all replicas; absent if a parent process sends them later. */
  readonly peers: readonly PeerAddress[] | undefined
  /** Path of the SQLite file all replicas share. */
  readonly database: string
  /** URL of Redis or of its Sentinels, or path of its unix socket; present if any mode needs it. */
  readonly redis: string | undefined
  /** Mode → name of its strategy. */
  readonly modes: Readonly<Record<string, string>>
  /** The secret from which all keys are derived: the same for all replicas. */
  readonly secret: string
  readonly virtualUsers: VirtualUsers
  readonly sessionTtlSeconds: number
  /** A session without requests for this time expires earlier. */
  readonly sessionIdleSeconds: number
  readonly tokenTtlSeconds: number
  /** Lifetime of an access token that a refresh token renews. */
  readonly accessTtlSeconds: number
  /** How long a token is accepted after its expiry, since the clocks of replicas may differ. */
  readonly clockToleranceSeconds: number
  /** Keys for tokens: the first signs, all verify. */
  readonly tokenKeys: readonly TokenKey[]
  readonly loginTolerance: LoginTolerance
  /** Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are trusted: addresses, networks, or names of networks. */
  readonly trustedProxies: readonly string[]
  /** Whether clients connect by TLS, which the load balancer terminates: cookies are then `Secure` with the prefix `__Host-`. */
  readonly secureCookies: boolean
  /** What a cookie with an unknown session becomes. */
  readonly unknownCookie: UnknownCookie
  /** How many verified tokens fast-jwt remembers; 0 for none. */
  readonly tokenCache: number
}

/** The environment is not a valid configuration. Lists all problems; the message has one line for each. */
export class ConfigError extends Error {
  readonly code = 'INVALID_CONFIG'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ variable, value, remedy }) => `${variable}=${value}: ${remedy}`).join('\n'))
    this.problems = problems
  }
}

/** Names of networks in @fastify/proxy-addr. */
const namedNetworks = ['loopback', 'linklocal', 'uniquelocal']

type Registry = Readonly<Record<string, StrategyEntry>>

const modePattern = /^[a-z][a-z0-9-]{0,31}$/
const replicaPattern = /^[\w.-]{1,64}$/
const peerPattern = /^([\w.-]{1,64})=([\w.-]+:\d{1,5})$/
const port = { min: 0, max: 65_535, fallback: 0 }
const ttl = { min: 1, max: 365 * 24 * 3600 }

/** Reads and validates the whole configuration. Throws `ConfigError`. */
export function readConfig(strategies: Registry = registry, environment: Environment = process.env): ReplicaConfig {
  const reader = createEnvironmentReader(environment)
  const count = reader.integer('LAB_VIRTUAL_USERS', { min: 0, max: 1_000_000, fallback: 0 })
  const modes = readModes(reader, strategies)
  const config: ReplicaConfig = {
    replica: readReplicaName(reader),
    host: reader.text('LAB_HOST', 'must be an address to listen on', '127.0.0.1'),
    port: reader.integer('LAB_PORT', port),
    statusPort: reader.integer('LAB_STATUS_PORT', port),
    peerPort: reader.integer('LAB_PEER_PORT', port),
    peers: readPeers(reader, environment),
    database: reader.text('LAB_DATABASE', 'must be the path of the SQLite file all replicas share'),
    redis: readRedis(reader, modes, strategies, environment),
    modes,
    secret: readSecret(reader, environment),
    virtualUsers: {
      count,
      password: count === 0 ? '' : reader.text('LAB_VIRTUAL_PASSWORD', 'must be the password of the virtual users'),
    },
    sessionTtlSeconds: reader.integer('LAB_SESSION_TTL_SECONDS', { ...ttl, fallback: 1800 }),
    sessionIdleSeconds: reader.integer('LAB_SESSION_IDLE_SECONDS', { ...ttl, fallback: 900 }),
    tokenTtlSeconds: reader.integer('LAB_TOKEN_TTL_SECONDS', { ...ttl, fallback: 900 }),
    accessTtlSeconds: reader.integer('LAB_ACCESS_TTL_SECONDS', { ...ttl, fallback: 60 }),
    clockToleranceSeconds: reader.integer('LAB_CLOCK_TOLERANCE_SECONDS', { min: 0, max: 300, fallback: 5 }),
    tokenKeys: readTokenKeys(reader),
    loginTolerance: {
      failures: reader.integer('LAB_LOGIN_FAILURES', { min: 1, max: 1_000_000, fallback: 10 }),
      windowSeconds: reader.integer('LAB_LOGIN_WINDOW_SECONDS', { min: 1, max: 86_400, fallback: 900 }),
    },
    trustedProxies: readTrustedProxies(reader),
    secureCookies: reader.integer('LAB_SECURE_COOKIES', { min: 0, max: 1, fallback: 0 }) === 1,
    unknownCookie: readUnknownCookie(reader),
    tokenCache: reader.integer('LAB_TOKEN_CACHE', { min: 0, max: 1_000_000, fallback: 0 }),
  }
  if (reader.problems.length > 0) throw new ConfigError(reader.problems)
  return config
}

function readReplicaName(reader: EnvironmentReader): string {
  const remedy = 'must name this replica in letters, digits, dots and dashes, e.g. replica-1'
  const name = reader.text('LAB_REPLICA', remedy)
  if (name && !replicaPattern.test(name)) reader.report('LAB_REPLICA', remedy)
  return name
}

function readUnknownCookie(reader: EnvironmentReader): UnknownCookie {
  const name = reader.text('LAB_UNKNOWN_COOKIE', '', unknownCookies[0])
  const known = unknownCookies.find((habit) => habit === name)
  if (known === undefined) reader.report('LAB_UNKNOWN_COOKIE', `must be one of ${unknownCookies.join(', ')}`)
  return known ?? unknownCookies[0]
}

function readModes(reader: EnvironmentReader, strategies: Registry): Record<string, string> {
  const names = Object.keys(strategies).join(', ')
  const entries = Object.entries(reader.object('LAB_MODES') ?? {})
  if (entries.length === 0) {
    reader.report('LAB_MODES', `must be a JSON object, mode to strategy, e.g. {"sticky":"memory"}; there are ${names}`)
  }
  const modes: Record<string, string> = {}
  for (const [mode, strategy] of entries) {
    if (!modePattern.test(mode)) reader.report('LAB_MODES', 'a mode is lower-case letters, digits and dashes', mode)
    if (typeof strategy === 'string' && Object.hasOwn(strategies, strategy)) modes[mode] = strategy
    else reader.report('LAB_MODES', `mode ${mode} must have one of the strategies ${names}`, JSON.stringify(strategy))
  }
  return modes
}

function readRedis(
  reader: EnvironmentReader,
  modes: Readonly<Record<string, string>>,
  strategies: Registry,
  environment: Environment,
): string | undefined {
  const address = environment['LAB_REDIS'] || undefined
  const needing = Object.keys(modes).filter((mode) => strategies[modes[mode] ?? '']?.needsRedis)
  if (!address && needing.length > 0) {
    reader.report('LAB_REDIS', `must be a Redis URL or the path of its socket: needed by mode ${needing.join(', ')}`)
  }
  if (address && namesSentinels(address) && !parseSentinels(address)) {
    reader.report('LAB_REDIS', `must name Sentinels and their primary as in ${sentinelExample}`)
  }
  return address
}

/** `replica-1=replica-1:3002,replica-2=replica-2:3002`; may include this replica. */
function readPeers(reader: EnvironmentReader, environment: Environment): PeerAddress[] | undefined {
  const text = environment['LAB_PEERS']
  if (!text) return undefined
  return text.split(',').flatMap((part) => {
    const [, name, address] = peerPattern.exec(part.trim()) ?? []
    if (name && address) return [{ name, address }]
    reader.report('LAB_PEERS', 'must be a list such as replica-1=host-1:3002,replica-2=host-2:3002', part)
    return []
  })
}

/** `loopback,10.0.0.0/8`. */
function readTrustedProxies(reader: EnvironmentReader): string[] {
  const remedy = `must be a list of addresses, networks such as 10.0.0.0/8, or ${namedNetworks.join(', ')}`
  const proxies = reader.text('LAB_TRUSTED_PROXIES', remedy, 'loopback').split(',')
  return proxies.map((proxy) => {
    const [address = '', bits, ...rest] = proxy.trim().split('/')
    const most = isIP(address) === 6 ? 128 : 32
    const isNetwork =
      isIP(address) !== 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && +bits <= most))
    if (!isNetwork && !namedNetworks.includes(proxy.trim())) reader.report('LAB_TRUSTED_PROXIES', remedy, proxy)
    return proxy.trim()
  })
}
