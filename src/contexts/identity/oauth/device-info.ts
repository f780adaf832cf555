/** From where a device has asked for its code, to be shown to the person who confirms it. */
export type DeviceInfo = { readonly address?: string; readonly agent?: string };

/** The same as the provider has kept it. */
export const deviceInfoIn = (kept: unknown): DeviceInfo => {
  if (typeof kept !== 'object' || kept === null) return {};
  const read = (name: keyof DeviceInfo) => {
    const value: unknown = Reflect.get(kept, name);
    return typeof value === 'string' && value !== '' ? { [name]: value } : {};
  };
  return { ...read('address'), ...read('agent') };
};
