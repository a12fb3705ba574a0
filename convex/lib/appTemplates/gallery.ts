import { APP_TEMPLATES } from "./registry";

/** What the page offers as first prompts for apps: one for each template. */
export const appGalleryPrompts: readonly { title: string; detail: string; prompt: string; template: string }[] =
  APP_TEMPLATES.map((template) => ({
    title: template.name,
    detail: template.detail,
    prompt: template.example,
    template: template.id,
  }));
