/** A certificate for one stack, made at its start: for this machine's own address alone, signed by itself, gone with the run folder. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { promisify } from 'node:util'
import { StackError } from '../stack-error.ts'
import { loopback } from './port.ts'

const run = promisify(execFile)

/** Paths, as nginx wants them. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/**
 * No authority: whoever trusts it trusts this one server, and nothing that its key may sign. Each has a name of its own: where two
 * that are trusted have the same, OpenSSL takes one for the other, and believes neither.
 */
const request = () => `\
[req]
prompt = no
distinguished_name = name
x509_extensions = extensions
[name]
CN = session-scaling-lab ${randomUUID()}
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:${loopback}, DNS:localhost
`

/**
 * Makes one below `directory`, and lets this process trust it: whoever speaks TLS from here verifies who answers.
 * Throws `ERR_TOOL_MISSING` where there is no openssl, which alone of all that is at hand can sign a certificate.
 */
export async function makeCertificate(directory: string): Promise<Certificate> {
  const folder = join(directory, 'tls')
  await mkdir(folder, { mode: 0o700 })
  const [configuration, certificate, key] = ['request.cnf', 'certificate.pem', 'key.pem'].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  await writeFile(configuration, request())
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const files = ['-config', configuration, '-keyout', key, '-out', certificate]
  await run('openssl', ['req', '-x509', ...curve, '-nodes', '-days', '30', ...files]).catch((cause) => {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new StackError(
      'ERR_TOOL_MISSING',
      isMissing
        ? 'topology.tls: there is no openssl to make a certificate with: install it (apt-get install openssl), or leave tls out'
        : `topology.tls: openssl cannot make a certificate: ${(cause as Error).message}`,
      { cause },
    )
  })
  setDefaultCACertificates([...getCACertificates('default'), await readFile(certificate, 'utf8')])
  return { certificate, key }
}
