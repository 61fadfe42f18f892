import {readFile} from 'node:fs/promises';

import {parse, stringify} from 'yaml';

/** The one target of the config that a recipe of the docs shows, as YAML: what is written there is what is tested. */
export const recipe = async (name: string): Promise<string> => {
	const text = await readFile(new URL(`../../../../docs/recipes/${name}.md`, import.meta.url), 'utf8');
	const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(text) ?? [];
	const {targets}: {targets: Record<string, unknown>} = parse(yaml);
	return stringify(Object.values(targets)[0]);
};
