/** Where Redis is: at one address for good, or wherever a Sentinel says that the primary is at the moment. */

/** Sentinels to ask, and the name by which they know the primary. */
export interface BehindSentinels {
  readonly sentinels: readonly { readonly host: string; readonly port: number }[]
  readonly name: string
}

const scheme = 'redis-sentinel://'
const shape = /^redis-sentinel:\/\/([\w.-]+:\d{1,5}(?:,[\w.-]+:\d{1,5})*)#([\w.-]+)$/

/** What a good address behind Sentinels looks like, for whoever gave another. */
export const sentinelExample = 'redis-sentinel://host-1:26379,host-2:26379#primary-name'

/** Whether an address says that there are Sentinels; it may still be a bad one. */
export function namesSentinels(address: string): boolean {
  return address.startsWith(scheme)
}

/** @returns undefined where it is not of the form of `sentinelExample` */
export function parseSentinels(address: string): BehindSentinels | undefined {
  const [, addresses, name] = shape.exec(address) ?? []
  if (addresses === undefined || name === undefined) return undefined
  const sentinels = addresses.split(',').map((each) => {
    const [host = '', port] = each.split(':')
    return { host, port: Number(port) }
  })
  return { sentinels, name }
}
