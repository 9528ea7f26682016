/** How a replica in a container tells its parent something: as marked lines among all that it writes. */
import { StringDecoder } from 'node:string_decoder'

const mark = 'parent-channel: '

/** One message, as the line that tells it. */
export function messageLine(message: unknown): string {
  return `${mark}${JSON.stringify(message)}\n`
}

/** Finds the messages, however the lines are cut. */
export function messageReader(onMessage: (message: unknown) => void): (bytes: Buffer) => void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return (bytes) => {
    const lines = (rest + decoder.write(bytes)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith(mark)) onMessage(JSON.parse(line.slice(mark.length)))
  }
}
