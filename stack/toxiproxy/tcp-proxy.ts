/** A TCP proxy in this process in front of one port; its toxics disturb connections, with the names and attributes of Toxiproxy. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { loopback } from '../parts/port.ts'
import { StackError } from '../stack-error.ts'
import { StreamRelay } from './stream-relay.ts'
import { type Effect, effectOf, type Stream, type Toxic } from './toxics.ts'

export interface ProxyOptions {
  /** Its name in messages, e.g. `replica-2`. */
  readonly name: string
  /** The address to which it forwards, `host:port`. */
  readonly upstream: string
  /** The interface on which it listens. Default: loopback. */
  readonly host?: string
  /** Numbers from 0 to 1, for jitter. Default: Math.random. */
  readonly random?: () => number
}

export interface TcpProxy {
  readonly name: string
  /** Its own address, `host:port`, which never changes. */
  readonly address: string
  readonly enabled: boolean
  /** What toxics have dropped so far, in both directions. */
  readonly droppedBytes: number
  /** Adds a toxic, which also acts on existing connections. Throws `ERR_BAD_TOXIC`. Returns the toxic's name. */
  addToxic(toxic: Toxic): string
  /** Removes a toxic; connections that have lost bytes are closed. Throws `ERR_BAD_TOXIC` where there is none. */
  removeToxic(name: string): void
  /** Listens again. Throws `ERR_PORT_IN_USE` where another process has taken the port. Enabling twice is harmless. */
  enable(): Promise<void>
  /** Stops listening, so that new connections are refused, and closes existing ones. */
  disable(): Promise<void>
  /** Stops permanently. Closing twice is harmless. */
  close(): Promise<void>
}

/** A connection through a proxy. */
interface Connection {
  refresh(): void
  cut(): void
}

interface ActiveToxic {
  readonly stream: Stream
  readonly effect: Effect
}

/**
 * Starts a proxy on a free port. Where its upstream refuses, a client is accepted and then reset; only a disabled proxy
 * refuses connections.
 */
export async function startProxy({
  name,
  upstream,
  host = loopback,
  random = Math.random,
}: ProxyOptions): Promise<TcpProxy> {
  const toxics = new Map<string, ActiveToxic>()
  let droppedBytes = 0
  const connections = new Set<Connection>()
  const effects = (stream: Stream) => () =>
    [...toxics.values()].filter((toxic) => toxic.stream === stream).map(({ effect }) => effect)
  const refresh = () => {
    for (const connection of connections) connection.refresh()
  }
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const connection = join(near, upstream, {
      effects,
      random,
      onDrop: (bytes) => {
        droppedBytes += bytes
      },
      onEnd: () => connections.delete(connection),
    })
    connections.add(connection)
  })
  const port = await listenBelowEphemeralPorts(server, host, name)
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
    get droppedBytes() {
      return droppedBytes
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
  readonly onDrop: (bytes: number) => void
  readonly onEnd: () => void
}

/** Connects an accepted client with the upstream. */
function join(near: Socket, upstream: string, { effects, random, onDrop, onEnd }: JoinOptions): Connection {
  const { hostname, port } = new URL(`tcp://${upstream}`)
  const far = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  const forget = () => {
    for (const flow of flows) flow.stop()
    onEnd()
  }
  const breakUp = (how: 'close' | 'reset') => {
    forget()
    for (const socket of [near, far]) {
      // A reset of a connecting socket would wait until it is connected.
      if (how === 'reset' && !socket.connecting) socket.resetAndDestroy()
      else socket.destroy()
    }
  }
  const flows: readonly StreamRelay[] = [
    new StreamRelay({ from: near, to: far, effects: effects('upstream'), random, onDrop, breakUp }),
    new StreamRelay({ from: far, to: near, effects: effects('downstream'), random, onDrop, breakUp }),
  ]
  let open = 2
  for (const socket of [near, far]) {
    socket.setNoDelay(true)
    // An error on one side resets the other, since bytes may have been lost.
    socket.on('error', () => breakUp('reset'))
    // After an orderly close, held data must still reach the other side.
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
 * Listens on a free port below the ephemeral ports (32768 and above), so that no outgoing connection can take the port while
 * the proxy is disabled.
 */
async function listenBelowEphemeralPorts(server: Server, host: string, name: string, tries = 50): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 12_768)
  try {
    await listen(server, host, port, name)
    return port
  } catch (error) {
    if (tries > 1) return listenBelowEphemeralPorts(server, host, name, tries - 1)
    throw error
  }
}

async function listen(server: Server, host: string, port: number, name: string): Promise<void> {
  server.listen(port, host)
  await once(server, 'listening').catch((cause: Error) => {
    throw new StackError('ERR_PORT_IN_USE', `proxy ${name} cannot listen on port ${port}: ${cause.message}`, { cause })
  })
}
