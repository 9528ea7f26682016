/** A self-signed certificate for one stack: made at its start, for loopback only, and removed with the run folder. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { promisify } from 'node:util'
import { StackError } from '../stack-error.ts'
import { loopback } from './port.ts'

const run = promisify(execFile)

/** Absolute paths of PEM files. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/**
 * CA:FALSE, so that trusting this certificate means trusting this server only, and nothing that its key could sign. Each
 * certificate has its own name: OpenSSL confuses two trusted certificates of the same name and rejects both.
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
 * Makes a certificate below `directory` and adds it to the certificates that this process trusts, so that its TLS clients
 * verify the server.
 *
 * @throws StackError `ERR_TOOL_MISSING` where openssl is missing: neither Node nor nginx can sign a certificate
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
        ? 'topology.tls: the command openssl, which makes the certificate, is not found: install it (apt-get install openssl), or leave tls out'
        : `topology.tls: openssl failed to make a certificate: ${(cause as Error).message}`,
      { cause },
    )
  })
  setDefaultCACertificates([...getCACertificates('default'), await readFile(certificate, 'utf8')])
  return { certificate, key }
}
