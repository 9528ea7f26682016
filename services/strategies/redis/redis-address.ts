/** The address of Redis: fixed, or the present primary as Sentinels report it. */

/** The Sentinels, and the name of the primary that they watch. */
export interface SentinelAddress {
  readonly sentinels: readonly { readonly host: string; readonly port: number }[]
  readonly name: string
}

const scheme = 'redis-sentinel://'
const shape = /^redis-sentinel:\/\/([\w.-]+:\d{1,5}(?:,[\w.-]+:\d{1,5})*)#([\w.-]+)$/

/** An example of an address of Sentinels, for error messages. */
export const sentinelExample = 'redis-sentinel://host-1:26379,host-2:26379#primary-name'

/** Whether an address is meant to name Sentinels; it may still be malformed. */
export function namesSentinels(address: string): boolean {
  return address.startsWith(scheme)
}

/** @returns undefined unless the address has the form of `sentinelExample` */
export function parseSentinels(address: string): SentinelAddress | undefined {
  const [, addresses, name] = shape.exec(address) ?? []
  if (addresses === undefined || name === undefined) return undefined
  const sentinels = addresses.split(',').map((each) => {
    const [host = '', port] = each.split(':')
    return { host, port: Number(port) }
  })
  return { sentinels, name }
}
