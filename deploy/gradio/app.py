"""A Gradio front end: a thin client of the HTTP API. All work happens in the NaturalCAD installation it is pointed at."""

import os

import gradio as gr
from naturalcad_client import NaturalCad

PROVIDERS = [
    ("Auto", "auto"),
    ("Claude", "anthropic"),
    ("Local", "local"),
    ("OpenRouter", "openrouter"),
    ("Hugging Face", "huggingface"),
    ("Parts library", "partsLibrary"),
]

client = NaturalCad(os.environ["NATURALCAD_URL"], os.environ["NATURALCAD_API_KEY"])


def generate(prompt: str, provider: str, kind: str):
    """One press of the button: the three links, the model, the code, and a sentence on how it went."""
    answer = client.generate(prompt, provider, kind)
    links = [answer.links.get(name) for name in ("stl", "step", "glb")]
    return answer.message, links[2], *links, answer.code


def provider_status() -> str:
    rows = [
        f"- {row['id']}: {'ready' if row['ok'] else row.get('reason', 'not configured')}" for row in client.providers()
    ]
    return "\n".join(rows)


with gr.Blocks(title="NaturalCAD") as app:
    gr.Markdown("# NaturalCAD")
    with gr.Row():
        with gr.Column():
            prompt = gr.Textbox(label="Prompt", lines=3)
            kind = gr.Radio([("Part", "cad"), ("App", "app")], value="cad", label="Kind")
            provider = gr.Dropdown(PROVIDERS, value="auto", label="Provider")
            button = gr.Button("Generate", variant="primary")
            message = gr.Textbox(label="Status", interactive=False)
            gr.Markdown(provider_status)
        with gr.Column():
            model = gr.Model3D(label="Model")
            stl = gr.Textbox(label="STL", show_copy_button=True)
            step = gr.Textbox(label="STEP", show_copy_button=True)
            glb = gr.Textbox(label="GLB", show_copy_button=True)
        code = gr.Code(label="Code", language="python")
    outputs = [message, model, stl, step, glb, code]
    button.click(generate, [prompt, provider, kind], outputs)
    prompt.submit(generate, [prompt, provider, kind], outputs)

if __name__ == "__main__":
    app.launch()
