import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FormField, SourceFailure } from '../../plugins/contract.ts'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { PluginError, plugins, usablePlugins, withPackages } from '../../plugins/registry.ts'
import { writePackage } from './packages.ts'

describe('plugins of this folder', () => {
  test('are LoanPro and flat files', () => expect(plugins.map(({ id }) => id)).toEqual(['loanpro', 'csv']))
  test('what cannot be used is refused', () => {
    expect(() => usablePlugins([loanpro, loanpro])).toThrow('Two plugins')
    expect(() => usablePlugins([{ ...loanpro, id: 'Loan Pro' }])).toThrow('lower-case')
    expect(() => usablePlugins([{ ...loanpro, contractVersion: 99 }])).toThrow('contract version 99')
  })
  test.each<Partial<FormField>>([{ secret: true }, { input: 'password' }])(
    'a secret among the settings is refused: %j',
    (mark) => {
      const key: FormField = {
        ...{ name: 'apiKey', label: 'Key', help: 'A key.', input: 'text', required: true, secret: false },
      }
      const settings = { ...loanpro.settings, fields: [...loanpro.settings.fields, { ...key, ...mark }] }
      expect(() => usablePlugins([{ ...loanpro, settings }])).toThrow('asks for the secret "apiKey" among its settings')
    },
  )
  test('a plugin that reads uploads sends no webhooks and inspects what is uploaded', () => {
    const upload = { ...loanpro, acquire: 'upload' as const }
    expect(() => usablePlugins([upload])).toThrow('reads uploads and has a webhook')
    const { webhook: _, ...silent } = upload
    expect(() => usablePlugins([silent])).toThrow('reads uploads and has no inspectUpload')
  })
})

describe('npm packages', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plugins-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('a package that is installed beside the server comes with the others', async () => {
    writePackage(folder, 'm2-source-tiny', { id: 'tiny' })
    const all = await withPackages(['m2-source-tiny'], folder)
    expect(all.map(({ id }) => id)).toEqual(['loanpro', 'csv', 'tiny'])
  })

  test('one that exports by conditions is found as an import finds it', async () => {
    writePackage(folder, '@lender/m2-both', {
      ...{
        id: 'both',
        exports: { '.': { require: './none.cjs', import: { default: './index.js' } }, './x': './x.js' },
      },
    })
    expect((await withPackages(['@lender/m2-both'], folder)).at(-1)?.id).toBe('both')
  })

  test.each<[string, Parameters<typeof writePackage>[2], string]>([
    ['m2-old', { contractVersion: 0 }, 'contract version 0; this server has 1. Install a matching version'],
    ['m2-twin', { id: 'loanpro' }, 'Two plugins have the id "loanpro"'],
    ['m2-bare', { source: 'export const other = 1' }, 'Package "m2-bare" exports no "plugin"'],
    [
      'm2-half',
      { source: 'export const plugin = { id: "half", contractVersion: 1 }' },
      'Package "m2-half" exports a plugin without settings',
    ],
    ['m2-wrong', { source: 'export const plugin = = 1' }, 'Package "m2-wrong" cannot be loaded'],
    ['m2-shut', { exports: { require: './index.cjs' } }, 'Package "m2-shut" exports no file that can be imported'],
    ['m2-throws', { source: 'throw new Error("no licence")' }, 'no licence'],
  ])('%s is refused by name', async (name, given, message) => {
    writePackage(folder, name, given)
    const failure = await withPackages([name], folder).then(
      () => null,
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(PluginError)
    expect((failure as Error).message).toContain(message)
  })

  test('one that is not installed is refused with the command that mends it', async () => {
    await expect(withPackages(['m2-source-nowhere'], folder)).rejects.toThrow('npm install m2-source-nowhere')
  })

  test.each(['../evil', '/etc/passwd', 'file:///tmp/x.mjs', 'data:text/javascript,1', 'a b', ''])(
    'what is no name of a package is refused: %s',
    async (name) => {
      await expect(withPackages([name], folder)).rejects.toThrow('is no name of an npm package')
    },
  )

  test('a package of this server that is no plugin is refused by name', async () => {
    await expect(withPackages(['zod'])).rejects.toThrow('Package "zod" exports no "plugin".')
  })
})

test('a failure of a package counts by what it says of itself, not by the class that made it', () => {
  const like = (fields: object) => Object.assign(new Error('Refused.'), { name: 'SourceFailure', ...fields })
  const failure = { kind: 'CONFIGURATION', code: 'UNAUTHORIZED', hint: 'Replace the token.' }
  expect(like(failure)).toBeInstanceOf(SourceFailure)
  expect(new SourceFailure('SYSTEM', 'X', 'y', 'z')).toBeInstanceOf(SourceFailure)
  expect(like({ ...failure, kind: 'OTHER' })).not.toBeInstanceOf(SourceFailure)
  expect(like({ kind: 'SYSTEM' })).not.toBeInstanceOf(SourceFailure)
  expect(new Error('x')).not.toBeInstanceOf(SourceFailure)
})
