/** Days as whoever looks has them, as the instants at which they begin and end. */
export const dayStart = (day: string): string => new Date(`${day}T00:00:00`).toISOString()
export const dayEnd = (day: string): string => new Date(`${day}T23:59:59.999`).toISOString()
