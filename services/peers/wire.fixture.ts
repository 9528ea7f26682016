/** A wire between two peers, for tests: it can be held (no data passes, connections stay open), cut, and mended. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP proxy in front of a port of this machine. */
export interface Wire {
  readonly address: string
  /** Present connections stay open but carry no more data. Later connections are not affected. */
  hold(): void
  /** Breaks every connection and refuses new ones. */
  cut(): void
  /** Accepts connections again. */
  mend(): void
  close(): void
}

/** Starts a wire. */
export async function startWire(port: number): Promise<Wire> {
  const ends = new Set<Socket>()
  let whole = true
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one.setNoDelay(true))
      one
        .on('error', () => {})
        .once('close', () => {
          ends.delete(one)
          other.destroy()
        })
    }
    if (whole) near.pipe(far).pipe(near)
    else near.destroy()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    whole = false
    for (const end of ends) end.destroy()
  }
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: () => {
      for (const end of ends) end.unpipe().pause()
    },
    cut,
    mend: () => {
      whole = true
    },
    close: () => {
      cut()
      server.close()
    },
  }
}
