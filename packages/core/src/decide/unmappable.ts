import {errorInfo, errorKind, type SettingError} from '../model/errors.ts';

const isSettingError = (error: unknown): error is SettingError => errorKind(error) === 'setting';

/** Why one person's attributes cannot be computed, and by which setting. Any other error is thrown on: it says nothing of a person. */
export const whyUnmappable = (error: unknown): string => {
	if (!isSettingError(error)) throw error;
	const {message} = errorInfo(error);
	return error.path.length > 0 ? `${error.path.join('.')}: ${message}` : message;
};
