/** When a connection's next scheduled run is due. Pure: the zone's rules come from Intl, the time of day from the caller. */
import type { Cadence } from '../../prisma/generated/client/enums.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How a connection is run by itself. */
export interface Schedule {
  cadence: Cadence
  /** DAILY: HH:MM. */
  dailyAt: string | null
  /** DAILY: IANA time zone of that time. */
  timeZone: string | null
}

/**
 * The next due moment after `now` (milliseconds), or null when nothing runs by the clock. DAILY runs once on each calendar
 * day of its zone: a time of day that a change of clocks leaves out is due at the first moment after it, one that comes
 * twice is due the first time.
 * @throws RangeError when DAILY lacks its time or zone; they are checked when a cadence is set
 */
export function nextRunAfter({ cadence, dailyAt, timeZone }: Schedule, now: number): number | null {
  if (cadence === 'HOURLY') return now + hourMs
  if (cadence !== 'DAILY') return null
  const [, hours, minutes] = timeOfDay.exec(dailyAt ?? '') ?? []
  if (hours === undefined || minutes === undefined || timeZone === null)
    throw new RangeError('A daily run needs its time of day and time zone.')
  const zone = zoneOf(timeZone)
  const today = Math.floor((now + zone.offset(now)) / dayMs) * dayMs
  const sinceMidnight = Number(hours) * hourMs + Number(minutes) * minuteMs
  // Yesterday too: a time that was left out may have moved past midnight.
  for (let day = today - dayMs; ; day += dayMs) {
    const due = firstInstant(zone, day + sinceMidnight)
    if (due > now) return due
  }
}

/** HH:MM, 00:00 to 23:59. */
export const timeOfDay = /^([01]\d|2[0-3]):([0-5]\d)$/

/** Whether Intl knows the name. Bare offsets such as +02:00 are no zones: they know no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    formatterOf(name)
    return true
  } catch {
    return false
  }
}

interface Zone {
  /** Milliseconds that local time is ahead of UTC at a moment. */
  offset(instant: number): number
}

/** @param wall local date and time, as if it were UTC */
function firstInstant(zone: Zone, wall: number): number {
  const before = zone.offset(wall - dayMs)
  const after = zone.offset(wall + dayMs)
  const readings = [wall - before, wall - after].filter((instant) => zone.offset(instant) === wall - instant)
  if (readings.length > 0) return Math.min(...readings)
  // The clocks were put forward over it: the first moment with the new offset.
  let [old, fresh] = [wall - after, wall - before]
  while (fresh - old > 1_000) {
    const middle = old + Math.floor((fresh - old) / 2_000) * 1_000
    if (zone.offset(middle) === after) fresh = middle
    else old = middle
  }
  return fresh
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    })
    formatters.set(timeZone, formatter)
  }
  return formatter
}

function zoneOf(timeZone: string): Zone {
  const formatter = formatterOf(timeZone)
  return {
    offset(instant) {
      const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
      for (const { type, value } of formatter.formatToParts(instant)) parts[type] = Number(value)
      const { year, month, day, hour, minute, second } = parts
      const wall = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!)
      return wall - Math.floor(instant / 1_000) * 1_000
    },
  }
}
