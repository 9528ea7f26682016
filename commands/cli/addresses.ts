/** Under which addresses the live page is to be found, and by which names it may be asked for. */
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

/** Stands for every interface of this machine. */
export const everyInterface = '0.0.0.0'

/** Every `host:port` that is this machine. A loopback address is known by the names of loopback alone. */
export function knownHosts(host: string, port: number): readonly string[] {
  const loopback = ['127.0.0.1', 'localhost']
  const names = isLoopback(host) ? [host, ...loopback] : [host, ...loopback, ...ownAddresses(), ...ownNames()]
  return [...new Set(names)].flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])])
}

/** Where others in the room find the page; loopback where this machine has no other address. */
export function roomAddress(host: string): string {
  return host === everyInterface ? (ownAddresses()[0] ?? '127.0.0.1') : host
}

export function isLoopback(host: string): boolean {
  return host.startsWith('127.')
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses: NetworkInterfaceInfo[] = []) => addresses)
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
}

function ownNames(): readonly string[] {
  const name = hostname().toLowerCase()
  return [name, `${name}.local`]
}
