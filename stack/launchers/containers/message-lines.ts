/** Messages from a replica in a container to the lab's process: marked lines of its standard output. */
import { StringDecoder } from 'node:string_decoder'

const mark = 'parent-channel: '

/** Encodes a message as a line. */
export function messageLine(message: unknown): string {
  return `${mark}${JSON.stringify(message)}\n`
}

/** Returns a function that takes chunks of output and calls `onMessage` for each message, however the lines are cut. */
export function messageReader(onMessage: (message: unknown) => void): (bytes: Buffer) => void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return (bytes) => {
    const lines = (rest + decoder.write(bytes)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith(mark)) onMessage(JSON.parse(line.slice(mark.length)))
  }
}
