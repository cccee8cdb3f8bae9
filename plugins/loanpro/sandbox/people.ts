/** Invented customers. No number belongs to anybody: phones are 555-01xx, SSNs stand in areas that were never given to adults. */
import type { Day } from './calendar.ts'
import type { Life } from './lives.ts'
import { type Random, randomOf } from './random.ts'

export interface Address {
  address1: string
  address2: string | null
  city: string
  /** `geo.state.XX` */
  state: string
  zipcode: string
}

export interface Person {
  /** Position among the loan's customers. */
  position: number
  id: number
  type: 'individual' | 'company'
  role: 'primary' | 'secondary' | 'additional'
  firstName: string
  lastName: string
  middleName: string | null
  generation: string
  companyName: string | null
  birth: Day | null
  gender: 'male' | 'female' | 'unknown'
  ssn: string | null
  phone: string
  address: Address
  mailAddress: Address
}

const firstNames: readonly (readonly [string, Person['gender']])[] = [
  ['Alma', 'female'],
  ['Bernard', 'male'],
  ['Carla', 'female'],
  ['Dustin', 'male'],
  ['Edith', 'female'],
  ['Felix', 'male'],
  ['Gloria', 'female'],
  ['Hector', 'male'],
  ['Irene', 'female'],
  ['Jerome', 'male'],
  ['Kendra', 'female'],
  ['Lionel', 'male'],
  ['Marta', 'female'],
  ['Nolan', 'male'],
  ['Opal', 'female'],
  ['Preston', 'male'],
  ['Ramona', 'female'],
  ['Silas', 'male'],
  ['Tamara', 'female'],
  ['Ulysses', 'male'],
  ['Vera', 'female'],
  ['Wendell', 'male'],
  ['Yolanda', 'female'],
  ['Zachary', 'male'],
]
const lastNames = [
  'Abbott',
  'Barlow',
  'Castillo',
  'Dawson',
  'Ellison',
  'Farrow',
  'Granger',
  'Hollis',
  'Ingram',
  'Jarvis',
  'Keller',
  'Lambert',
  'Mercer',
  'Norwood',
  'Osborn',
  'Palmer',
  'Quimby',
  'Ramsey',
  'Shelton',
  'Thorne',
  'Underhill',
  'Vargas',
  'Whitaker',
  'Yates',
] as const
const middleNames = [null, null, 'A', 'Jean', 'Lee', 'M', 'Rose', 'Thomas'] as const
const streets = [
  'Oak Lane',
  'Maple St',
  'Cedar Ave',
  'Birch Rd',
  'Elm Dr',
  'Willow Ct',
  'Aspen Way',
  'Juniper Blvd',
] as const
const places: readonly (readonly [string, string, string])[] = [
  ['Salt Lake City', 'UT', '84101'],
  ['Boise', 'ID', '83702'],
  ['Reno', 'NV', '89501'],
  ['Mesa', 'AZ', '85201'],
  ['Fresno', 'CA', '93721'],
  ['Tulsa', 'OK', '74103'],
  ['Omaha', 'NE', '68102'],
  ['Dayton', 'OH', '45402'],
  ['Macon', 'GA', '31201'],
  ['Albany', 'NY', '12207'],
  ['Spokane', 'WA', '99201'],
  ['Topeka', 'KS', '66603'],
  ['Mobile', 'AL', '36602'],
  ['Toledo', 'OH', '43604'],
  ['Laredo', 'TX', '78040'],
  ['Portland', 'ME', '04101'],
]
const military: readonly Address[] = [
  { address1: 'PSC 812 Box 4401', address2: null, city: 'APO', state: 'geo.state.AE', zipcode: '09627' },
  { address1: 'Unit 100100 Box 220', address2: null, city: 'FPO', state: 'geo.state.AP', zipcode: '96691' },
  { address1: 'Unit 8400 Box 17', address2: null, city: 'DPO', state: 'geo.state.AA', zipcode: '34038' },
]

export function addressBy(random: Random): Address {
  const [city, state, zip] = random.pick(places)
  return {
    address1: `${random.int(12, 9_899)} ${random.pick(streets)}`,
    address2: random.chance(0.15) ? `Apt ${random.int(1, 48)}` : null,
    city,
    state: `geo.state.${state}`,
    zipcode: random.chance(0.2) ? `${zip}${random.int(1_000, 9_899)}` : zip,
  }
}

function firstAddress(random: Random, life: Life): Address {
  const ordinary = addressBy(random)
  if (life.traits.includes('military-address')) return random.pick(military)
  if (life.traits.includes('po-box'))
    return { ...ordinary, address1: `PO Box ${random.int(10, 9_999)}`, address2: null }
  return ordinary
}

function nameOf(
  random: Random,
  life: Life,
): Pick<Person, 'firstName' | 'lastName' | 'middleName' | 'gender' | 'generation'> {
  const [firstName, gender] = random.pick(firstNames)
  const lastName = random.pick(lastNames)
  const middleName = random.pick(middleNames)
  const generation = life.traits.includes('generation-suffix') ? random.pick(['jr', 'sr', 'iii']) : 'none'
  const name = { firstName, lastName, middleName, gender, generation }
  if (life.traits.includes('accented-name'))
    return {
      ...name,
      firstName: random.pick(['José', 'Renée', 'Zoë']),
      lastName: random.pick(['Núñez', 'Björk', 'Lefèvre']),
    }
  if (life.traits.includes('apostrophe-name'))
    return { ...name, lastName: random.pick(["O'Brien", "D'Angelo", 'O’Neill']) }
  if (life.traits.includes('hyphenated-name')) return { ...name, lastName: `${lastName}-${random.pick(lastNames)}` }
  return name
}

function ssnOf(index: number, position: number, life: Life): string | null {
  if (position === 0 && life.traits.includes('ssn-absent')) return null
  const number = (index * 4 + position) * 7_907 + 10_101
  const serial = String(1 + (number % 9_998)).padStart(4, '0')
  if (position === 0 && life.traits.includes('ssn-masked')) return `XXXXX${serial}`
  const area = 773 + (Math.floor(number / 899_802) % 126)
  const group = String(1 + (Math.floor(number / 9_998) % 98)).padStart(2, '0')
  return `${area}${group}${serial}`
}

/** The loan's customers, the primary first. */
export function peopleOf(seed: number, index: number, life: Life, opened: Day): Person[] {
  const random = randomOf(seed, 'people', index)
  const address = firstAddress(random, life)
  const company = life.traits.includes('company') || life.traits.includes('company-with-liable-person')
  const person = (position: number, role: Person['role'], home: Address): Person => ({
    position,
    id: 30_001 + index * 4 + position,
    type: 'individual',
    role,
    ...nameOf(random, position === 0 ? life : { ...life, traits: [] }),
    companyName: null,
    birth: opened - random.int(20 * 366, 68 * 365),
    ssn: ssnOf(index, position, life),
    phone: `${random.int(201, 989)}55501${String(random.int(0, 99)).padStart(2, '0')}`,
    address: home,
    mailAddress: random.chance(0.1) ? addressBy(random) : home,
  })
  const first = person(0, 'primary', address)
  if (company) {
    first.type = 'company'
    first.companyName = `${first.lastName} ${random.pick(['Hauling', 'Landscaping', 'Bakery', 'Roofing'])} LLC`
    first.birth = null
    first.gender = 'unknown'
  }
  if (life.traits.includes('company-with-liable-person')) return [first, person(1, 'secondary', address)]
  if (life.traits.includes('joint-one-address')) return [first, person(1, 'secondary', address)]
  if (life.traits.includes('joint-two-addresses')) return [first, person(1, 'secondary', addressBy(random))]
  return [first]
}
