/** The addresses at which other machines reach a server of the lab, and the Host headers that it accepts. */
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

/** Stands for every interface of this machine. */
const everyInterface = '0.0.0.0'

/** Every `host:port` that names this machine. A server on a loopback address accepts only the names of loopback. */
export function knownHosts(host: string, port: number): readonly string[] {
  const loopback = ['127.0.0.1', 'localhost']
  const names = isLoopback(host) ? [host, ...loopback] : [host, ...loopback, ...ownAddresses(), ...ownNames()]
  return [...new Set(names)].flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])])
}

/** The address for other machines of the network; loopback where this machine has no other address. */
export function lanAddress(host: string): string {
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
