import { Button } from 'react-aria-components'
import { SelectInput } from '../../ui/fields.tsx'
import type { Plugin } from './AccessStep.tsx'
import type { Wizard } from './useWizard.ts'

/** The preset that will be copied. It maps real loans only once there are some: the first five are shown after connecting. */
export function PresetStep({ plugin, wizard, onDone }: { plugin: Plugin; wizard: Wizard; onDone: () => void }) {
  const { state, change } = wizard
  const preset = plugin.presets.find(({ name }) => name === state.preset) ?? plugin.presets[0]
  return (
    <div className="stack">
      <p>
        A preset says which field of the source becomes which field of Metro 2. Yours will be a copy that you can edit;
        the first five loans that it maps are shown right after connecting, before anything is reported.
      </p>
      {plugin.presets.length > 1 && (
        <SelectInput
          label="Preset"
          value={preset?.name ?? ''}
          onChange={(name) => change({ preset: name })}
          options={plugin.presets.map(({ name, title }) => ({ value: name, label: title }))}
        />
      )}
      {preset && (
        <>
          <h2>{preset.title}</h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls */}
          <section className="preset" tabIndex={0} aria-label="Text of the preset">
            <pre>{preset.text}</pre>
          </section>
        </>
      )}
      <div className="row">
        <Button className="button primary" onPress={onDone}>
          Continue
        </Button>
      </div>
    </div>
  )
}
