import {createHash} from 'node:crypto';
import {resolve} from 'node:path';

import {SettingError, variableSoundsSecret, type Target} from '@slack-im/core';
import {z} from 'zod';

import {shownAddress} from '../http/address.ts';
import type {TargetType, Tools} from '../type.ts';
import {loadModule} from './load.ts';
import {checkedOptions, moduleTypeOf, targetOf} from './shape.ts';

const schema = z
	.strictObject({
		module: z.string().min(1).meta({
			description:
				'The file, relative to the config and with ./ in front, or the name of a package. Its default export is a target type or a function `(options, tools) => target`.',
		}),
		options: z.record(z.string(), z.unknown()).default({}).meta({description: 'What the module is opened with; its own schema checks it.'}),
	})
	.meta({description: 'A target of your own, in TypeScript or JavaScript.'});

export type ModuleOptions = z.output<typeof schema>;

const defaultMatch = ['email'];

/** The module, and what tells two targets of one module apart: its `url`, else a short digest of its options. */
const address = ({module, options}: ModuleOptions): string => {
	const {url} = options;
	if (typeof url === 'string' && URL.canParse(url)) return `${module} ${shownAddress(url)}`;
	// Options that may hold a secret stay out of what is shown, even as a digest
	const plain = Object.entries(options).filter(([name]) => !variableSoundsSecret(name));
	return plain.length === 0 ? module : `${module} #${createHash('sha256').update(JSON.stringify(plain)).digest('hex').slice(0, 6)}`;
};

/** Two checkouts may each have a `./target.ts` of their own: a system that has no `url` is told apart by where its module is. */
const identity = (options: ModuleOptions, folder: string): string =>
	/^\.{1,2}\//.test(options.module) ? address({...options, module: resolve(folder, options.module)}) : address(options);

const open = async ({module, options}: ModuleOptions, tools: Tools): Promise<Target> => {
	const type = moduleTypeOf(await loadModule(module, tools.folder), module);
	const checked = await checkedOptions(options, type.schema, module);
	const [mistake] = type.check?.(checked) ?? [];
	if (mistake)
		throw new SettingError(['options', ...mistake.path], `${module} does not accept its options: ${mistake.message}`, {
			hint: mistake.hint,
			cause: mistake,
		});
	const match = type.defaults?.(checked).match;
	if (match && match.join() !== tools.keys.join())
		tools.log.warn(`${module} is made to match by ${match.join(', ')}; the config matches by ${tools.keys.join(', ')}: set \`match\``);
	return targetOf(await type.open(checked, tools), module);
};

/** A team's own target, loaded from a file or a package. The config says what a type of ours would know: `match`, `leavers`, `protected`. */
export const module: TargetType<ModuleOptions> = {schema, defaults: () => ({match: defaultMatch}), address, identity, open};
