import { useState } from 'react'
import { TextInput } from './fields.tsx'

interface Props {
  /** What is searched for now; another one, as after going back, takes the place of what is typed. */
  text: string
  find: (text: string) => void
  label?: string
  placeholder?: string
}

/** Searches when Enter is pressed, and for everything again when the text is emptied. */
export function SearchInput({ text, find, label = 'Search', placeholder }: Props) {
  const [typed, setTyped] = useState(text)
  const [found, setFound] = useState(text)
  if (found !== text) {
    setFound(text)
    setTyped(text)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        find(typed)
      }}
    >
      <TextInput
        label={label}
        type="search"
        value={typed}
        onChange={(value) => {
          setTyped(value)
          if (value === '') find('')
        }}
        placeholder={placeholder ?? 'Account, loan or surname, then Enter'}
      />
    </form>
  )
}
