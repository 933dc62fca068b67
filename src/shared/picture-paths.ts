/** Paths of uploaded pictures, which packages and receipt templates keep (rule P10). */

export function pathOfPicture(tenant_id: string, picture_id: string): string {
  return `/v1/pictures/${tenant_id}/${picture_id}`;
}

const ID = "[0-9A-HJKMNP-TV-Z]{26}";
const PATH = new RegExp(`^/v1/pictures/(${ID})/(${ID})$`);

/** The picture that a path names; undefined for any other address. */
export function pictureAt(address: string): { tenant_id: string; picture_id: string } | undefined {
  const [, tenant_id, picture_id] = PATH.exec(address) ?? [];
  return tenant_id && picture_id ? { tenant_id, picture_id } : undefined;
}
