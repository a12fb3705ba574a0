/** Saves what a signed link leads to, under the name that the backend gives it. */
export function saveLink(url: string): void {
  const link = document.createElement("a");
  link.href = `${url}&download=1`;
  link.download = "";
  link.click();
}
