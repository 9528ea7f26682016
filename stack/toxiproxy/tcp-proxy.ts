/** A TCP proxy in front of one port, in this process, to which networks that misbehave can be done: the words are Toxiproxy's. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { loopback } from '../parts/port.ts'
import { StackError } from '../stack-error.ts'
import { StreamRelay } from './stream-relay.ts'
import { type Effect, effectOf, type Stream, type Toxic } from './toxics.ts'

export interface ProxyOptions {
  /** What it is called in messages, e.g. `replica-2`. */
  readonly name: string
  /** Where it leads, `host:port`. */
  readonly upstream: string
  /** The address on which it listens. Default: loopback. */
  readonly host?: string
  /** Numbers from 0 to 1, for jitter. Default: Math.random. */
  readonly random?: () => number
}

export interface TcpProxy {
  readonly name: string
  /** Where it listens, `host:port`, whenever it is enabled: always the same. */
  readonly address: string
  readonly enabled: boolean
  /** Acts from now on, on connections that are there too. Throws `ERR_BAD_TOXIC`. Returns the toxic's name. */
  addToxic(toxic: Toxic): string
  /** Ends it, on all connections; one that has lost bytes to it is cut. Throws `ERR_BAD_TOXIC` where there is none. */
  removeToxic(name: string): void
  /** Listens again. Throws `ERR_PORT_IN_USE` where somebody has taken the port. Enabling twice is harmless. */
  enable(): Promise<void>
  /** Takes it down: no port listens, so connections are refused, and those that are there are cut. */
  disable(): Promise<void>
  /** Takes it down for good. Closing twice is harmless. */
  close(): Promise<void>
}

/** What is connected through a proxy. */
interface Connection {
  refresh(): void
  cut(): void
}

interface LivingToxic {
  readonly stream: Stream
  readonly effect: Effect
}

/**
 * Starts a proxy on a free port. Where its upstream refuses, a client is let in and then reset: a proxy can
 * do no better, and `disable` is what refuses.
 */
export async function startProxy({
  name,
  upstream,
  host = loopback,
  random = Math.random,
}: ProxyOptions): Promise<TcpProxy> {
  const toxics = new Map<string, LivingToxic>()
  const connections = new Set<Connection>()
  const effects = (stream: Stream) => () =>
    [...toxics.values()].filter((toxic) => toxic.stream === stream).map(({ effect }) => effect)
  const refresh = () => {
    for (const connection of connections) connection.refresh()
  }
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const connection = join(near, upstream, { effects, random, onEnd: () => connections.delete(connection) })
    connections.add(connection)
  })
  const port = await listenSomewhere(server, host, name)
  let isClosed = false
  let turn = Promise.resolve()
  const inTurn = (step: () => Promise<void>) => {
    turn = turn.then(step, step)
    return turn
  }
  const disable = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const connection of connections) connection.cut()
    await closed
  }
  return {
    name,
    address: `${host}:${port}`,
    get enabled() {
      return server.listening
    },
    addToxic: (toxic) => {
      const { type, stream = 'downstream', name: toxicName = `${type}_${stream}` } = toxic
      const effect = effectOf(toxic)
      if (toxics.has(toxicName)) throw bad(name, `has a toxic ${toxicName} already`)
      toxics.set(toxicName, { stream, effect })
      refresh()
      return toxicName
    },
    removeToxic: (toxicName) => {
      if (!toxics.delete(toxicName)) throw bad(name, `has no toxic ${toxicName}`)
      refresh()
    },
    enable: () =>
      inTurn(async () => {
        if (isClosed) throw bad(name, 'is closed for good')
        if (!server.listening) await listen(server, host, port, name)
      }),
    disable: () => inTurn(disable),
    close: () => {
      isClosed = true
      return inTurn(disable)
    },
  }
}

const bad = (name: string, what: string) => new StackError('ERR_BAD_TOXIC', `proxy ${name} ${what}`)

interface JoinOptions {
  readonly effects: (stream: Stream) => () => readonly Effect[]
  readonly random: () => number
  readonly onEnd: () => void
}

/** Connects a client that has come in with the upstream. */
function join(near: Socket, upstream: string, { effects, random, onEnd }: JoinOptions): Connection {
  const { hostname, port } = new URL(`tcp://${upstream}`)
  const far = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  const forget = () => {
    for (const flow of flows) flow.stop()
    onEnd()
  }
  const breakUp = (how: 'close' | 'reset') => {
    forget()
    for (const socket of [near, far]) {
      // A socket that is not connected yet has nobody to reset, and would wait until it has.
      if (how === 'reset' && !socket.connecting) socket.resetAndDestroy()
      else socket.destroy()
    }
  }
  const flows: readonly StreamRelay[] = [
    new StreamRelay({ from: near, to: far, effects: effects('upstream'), random, breakUp }),
    new StreamRelay({ from: far, to: near, effects: effects('downstream'), random, breakUp }),
  ]
  let open = 2
  for (const socket of [near, far]) {
    socket.setNoDelay(true)
    // What one side suffers the other is told: by a reset, since there is no saying what has been lost.
    socket.on('error', () => breakUp('reset'))
    // A side that has closed in order may have left data that is still on its way: the other ends after that.
    socket.once('close', () => {
      open -= 1
      if (open === 0) forget()
    })
  }
  return {
    refresh: () => {
      for (const flow of flows) flow.refresh()
    },
    cut: () => breakUp('close'),
  }
}

/**
 * Takes a free port from below those that systems give to outgoing connections (32768 and more): while the proxy is down,
 * none of these can take its place.
 */
async function listenSomewhere(server: Server, host: string, name: string, tries = 50): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 12_768)
  try {
    await listen(server, host, port, name)
    return port
  } catch (error) {
    if (tries > 1) return listenSomewhere(server, host, name, tries - 1)
    throw error
  }
}

async function listen(server: Server, host: string, port: number, name: string): Promise<void> {
  server.listen(port, host)
  await once(server, 'listening').catch((cause: Error) => {
    throw new StackError('ERR_PORT_IN_USE', `proxy ${name} cannot listen on port ${port}: ${cause.message}`, { cause })
  })
}
