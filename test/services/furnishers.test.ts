import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFurnisher, updateFurnisher } from '../../server/furnishers/service.ts'
import type { Requester } from '../../server/outcome.ts'
import { done, furnisherInput, newAdmin, refused, type TestApp, testApp } from './app.ts'

let app: TestApp
let admin: Requester
beforeAll(async () => {
  app = await testApp()
  admin = await newAdmin(app)
})
afterAll(() => app.close())

describe('what a furnisher may hold', () => {
  const wrong: [string, Record<string, string>, string[]][] = [
    ['name too long', { name: 'A'.repeat(41) }, ['TOO_LONG name']],
    ['no name', { name: '  ' }, ['REQUIRED name']],
    ['name with an accent', { name: 'Crédit' }, ['INVALID_CHARACTER name']],
    ['address with a grave accent', { address: '1 MAIN `ST`' }, ['INVALID_CHARACTER address']],
    ['address in two lines', { address: '1 MAIN ST\nPROVO' }, ['INVALID_CHARACTER address']],
    ['address too long', { address: 'A'.repeat(97) }, ['TOO_LONG address']],
    ['phone of seven digits', { telephoneNumber: '555-0100' }, ['INVALID_PHONE telephoneNumber']],
    ['phone with letters', { telephoneNumber: '801555010x' }, ['INVALID_PHONE telephoneNumber']],
    ['phone of zeros', { telephoneNumber: '0000000000' }, ['INVALID_PHONE telephoneNumber']],
    ['number too short', { identificationNumber: 'AB12' }, ['INVALID_IDENTIFICATION_NUMBER identificationNumber']],
    [
      'number too long',
      { identificationNumber: 'A'.repeat(21) },
      ['INVALID_IDENTIFICATION_NUMBER identificationNumber'],
    ],
    [
      'number with a blank',
      { identificationNumber: 'AB 1234' },
      ['INVALID_IDENTIFICATION_NUMBER identificationNumber'],
    ],
    ['number of zeros', { identificationNumber: '00000000' }, ['INVALID_IDENTIFICATION_NUMBER identificationNumber']],
    ['number of nines', { identificationNumber: '99999' }, ['INVALID_IDENTIFICATION_NUMBER identificationNumber']],
    [
      'Experian identifier of six',
      { experianProgramIdentifier: 'ABCDEF' },
      ['INVALID_PROGRAM_IDENTIFIER experianProgramIdentifier'],
    ],
    [
      'Innovis identifier of eleven',
      { innovisProgramIdentifier: 'A'.repeat(11) },
      ['INVALID_PROGRAM_IDENTIFIER innovisProgramIdentifier'],
    ],
    [
      'everything at once',
      { name: '', address: '', telephoneNumber: '1', identificationNumber: '' },
      [
        'REQUIRED name',
        'REQUIRED address',
        'INVALID_PHONE telephoneNumber',
        'INVALID_IDENTIFICATION_NUMBER identificationNumber',
      ],
    ],
  ]
  it.each(wrong)('%s', async (_case, extra, expected) => {
    expect(refused(await createFurnisher(app, admin, { ...furnisherInput, ...extra }))).toEqual(expected)
    expect(await app.database.tenant(admin.organizationId).furnisher.count()).toBe(0)
  })

  it('stores the limits themselves, tidied', async () => {
    const organization = await newAdmin(app, 'Limits')
    const { furnisherId } = done(
      await createFurnisher(app, organization, {
        name: `  ${'N'.repeat(19)}   ${'N'.repeat(20)} `,
        address: 'A'.repeat(96),
        telephoneNumber: '+1 (801) 555-0100',
        identificationNumber: 'ab12345678901234567z',
        innovisProgramIdentifier: 'a123456789',
        experianProgramIdentifier: 'E1234',
        idempotencyKey: null,
      }),
    )
    const row = await app.database
      .tenant(organization.organizationId)
      .furnisher.findFirstOrThrow({ where: { id: furnisherId } })
    expect(row).toMatchObject({
      name: `${'N'.repeat(19)} ${'N'.repeat(20)}`,
      telephoneNumber: '8015550100',
      identificationNumber: 'AB12345678901234567Z',
      innovisProgramIdentifier: 'A123456789',
      equifaxProgramIdentifier: '',
      experianProgramIdentifier: 'E1234',
    })
  })
})

describe('names', () => {
  it('are unique in an organization whatever their case, also for requests at the same time', async () => {
    const organization = await newAdmin(app, 'Names')
    const name = 'North_Lending'
    const both = await Promise.all([1, 2].map(() => createFurnisher(app, organization, { ...furnisherInput, name })))
    expect(both.filter((each) => each.ok)).toHaveLength(1)
    expect(refused(both.find((each) => !each.ok)!)).toEqual(['NAME_TAKEN name'])
    expect(refused(await createFurnisher(app, organization, { ...furnisherInput, name: 'NORTH_LENDING' }))).toEqual([
      'NAME_TAKEN name',
    ])
    // The underscore is a character here, not a wildcard.
    done(await createFurnisher(app, organization, { ...furnisherInput, name: 'North-Lending' }))
    done(await createFurnisher(app, await newAdmin(app, 'Another'), { ...furnisherInput, name }))
  })
})

describe('changes', () => {
  it('touch what is given, and are audited with old and new value', async () => {
    const organization = await newAdmin(app, 'Changes')
    const { furnisherId } = done(await createFurnisher(app, organization, furnisherInput))
    const change = {
      furnisherId,
      address: '2 MAIN ST',
      name: furnisherInput.name,
      confirmIdentificationNumberChange: false,
    }
    done(await updateFurnisher(app, organization, change))
    const db = app.database.tenant(organization.organizationId)
    expect(await db.furnisher.findFirst({ where: { id: furnisherId } })).toMatchObject({
      ...withoutKey(furnisherInput),
      address: '2 MAIN ST',
    })
    const entry = await db.auditLog.findFirstOrThrow({ where: { action: 'updateFurnisher' } })
    expect(entry).toMatchObject({ actor: organization.actor, targetId: furnisherId })
    expect(entry.details).toEqual({ address: { from: furnisherInput.address, to: '2 MAIN ST' } })
  })

  it('of the identification number need a word of confirmation only where records would change', async () => {
    const organization = await newAdmin(app, 'Numbers')
    const { furnisherId } = done(await createFurnisher(app, organization, furnisherInput))
    const change = { furnisherId, identificationNumber: 'SUMMIT02', confirmIdentificationNumberChange: false }
    done(await updateFurnisher(app, organization, change))
  })

  it('of another organization are refused as if it were not there', async () => {
    const { furnisherId } = done(await createFurnisher(app, await newAdmin(app, 'Owner'), furnisherInput))
    const stranger = await newAdmin(app, 'Stranger')
    const change = { furnisherId, name: 'Mine', confirmIdentificationNumberChange: true }
    expect(refused(await updateFurnisher(app, stranger, change))).toEqual(['NOT_FOUND furnisherId'])
    expect(refused(await updateFurnisher(app, stranger, { ...change, furnisherId: 'nonsense' }))).toEqual([
      'NOT_FOUND furnisherId',
    ])
  })
})

function withoutKey<T extends { idempotencyKey: unknown }>({ idempotencyKey: _, ...rest }: T) {
  return rest
}
