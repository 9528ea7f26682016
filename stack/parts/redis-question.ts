/** Asks a Redis or a Sentinel one question, and understands the answer (RESP 2): the launcher has no more to say to either. */
import { connect } from 'node:net'

export type RedisAnswer = string | number | null | readonly RedisAnswer[]

/**
 * @param address `host:port`
 * @param words the command and its arguments, without spaces in them
 * @throws where nobody answers in time, and where the answer is an error
 */
export function askRedis(address: string, words: readonly string[], timeoutMs = 1000): Promise<RedisAnswer> {
  const [host = '', port] = address.split(':')
  const { promise, resolve, reject } = Promise.withResolvers<RedisAnswer>()
  const fail = (why: string) => reject(new Error(`${words.join(' ')} to ${address}: ${why}`))
  const socket = connect({ host, port: Number(port) })
  let text = ''
  socket.setEncoding('latin1')
  socket.setTimeout(timeoutMs, () => fail(`no answer for ${timeoutMs} ms`))
  socket.on('error', ({ message }) => fail(message))
  socket.on('close', () => fail('closed without an answer'))
  socket.on('data', (data: string) => {
    text += data
    try {
      const read = readAnswer(text)
      if (read !== undefined) resolve(read.answer)
    } catch (error) {
      fail((error as Error).message)
    }
  })
  socket.write(`${words.join(' ')}\r\n`)
  return promise.finally(() => socket.destroy())
}

interface Read {
  readonly answer: RedisAnswer
  /** Where the next one begins. */
  readonly end: number
}

/** @returns undefined where the answer is not complete yet. @throws where it is an error */
export function readAnswer(text: string, start = 0): Read | undefined {
  const lineEnd = text.indexOf('\r\n', start)
  if (lineEnd === -1) return undefined
  const [type, rest, end] = [text[start], text.slice(start + 1, lineEnd), lineEnd + 2]
  switch (type) {
    case '+':
      return { answer: rest, end }
    case ':':
      return { answer: Number(rest), end }
    case '$':
      return readText(text, end, Number(rest))
    case '*':
      return readList(text, end, Number(rest))
    default:
      throw new Error(rest)
  }
}

function readText(text: string, start: number, length: number): Read | undefined {
  if (length === -1) return { answer: null, end: start }
  const end = start + length + 2
  return text.length < end ? undefined : { answer: text.slice(start, start + length), end }
}

function readList(text: string, start: number, length: number): Read | undefined {
  if (length === -1) return { answer: null, end: start }
  const answer: RedisAnswer[] = []
  let end = start
  while (answer.length < length) {
    const read = readAnswer(text, end)
    if (read === undefined) return undefined
    answer.push(read.answer)
    end = read.end
  }
  return { answer, end }
}
