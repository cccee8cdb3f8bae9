import { Button } from 'react-aria-components'
import { plural } from '../../lib/format.ts'
import type { PresetDraft } from '../../lib/wizard.ts'
import { SelectInput, TextInput } from '../../ui/fields.tsx'
import type { Plugin } from './AccessStep.tsx'
import type { Wizard } from './useWizard.ts'

/** The preset that will be copied. It maps real loans only once there are some: the first five are shown after connecting. */
export function PresetStep({ plugin, wizard, onDone }: { plugin: Plugin; wizard: Wizard; onDone: () => void }) {
  const { state, change } = wizard
  const drafted = state.presetDraft !== null && state.preset === ''
  const preset = plugin.presets.find(({ name }) => name === state.preset) ?? plugin.presets[0]
  const options = [
    ...(state.presetDraft ? [{ value: '', label: 'Drafted from your file' }] : []),
    ...plugin.presets.map(({ name, title }) => ({ value: name, label: title })),
  ]
  return (
    <div className="stack">
      <p>
        A preset says which field of the source becomes which field of Metro 2. Yours will be a copy that you can edit;
        the first five loans that it maps are shown right after the first sync has begun, before anything is reported.
      </p>
      {options.length > 1 && (
        <SelectInput
          label="Preset"
          value={drafted ? '' : (preset?.name ?? '')}
          onChange={(name) => change({ preset: name })}
          options={options}
        />
      )}
      {drafted && state.presetDraft ? (
        <Draft draft={state.presetDraft} onChange={(presetDraft) => change({ presetDraft })} />
      ) : (
        preset && (
          <>
            <h2>{preset.title}</h2>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls */}
            <section className="preset" tabIndex={0} aria-label="Text of the preset">
              <pre>{preset.text}</pre>
            </section>
          </>
        )
      )}
      <div className="row">
        <Button className="button primary" onPress={onDone}>
          Continue
        </Button>
      </div>
    </div>
  )
}

function Draft({ draft, onChange }: { draft: PresetDraft; onChange: (draft: PresetDraft) => void }) {
  const { text, problems } = draft
  return (
    <>
      {problems.length > 0 && (
        <div className="notice warn stack tight">
          <p>
            The draft lacked {plural(problems.length, 'thing')} that your columns do not tell. Write them in; a preset
            with problems is refused when you connect, and every problem named.
          </p>
          <ul className="plain-list">
            {problems.map(({ line, message, hint }) => (
              <li key={`${line} ${message}`}>
                Line {line}: {message} {hint && <code>{hint}</code>}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="mono-field">
        <TextInput
          label="Text of the preset"
          value={text}
          onChange={(changed) => onChange({ ...draft, text: changed })}
          required
          rows={22}
        />
      </div>
    </>
  )
}
