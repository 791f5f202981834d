"""Models and GPUs of the sizing tests, with their published figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from catalog.schema import Gpu, Shape

_CHECKED = date(2026, 11, 20)


def a_shape(model_id: str = "meta/llama-3.1-8b-instruct", **changes: Any) -> Shape:
    """Llama 3.1 8B unless changed."""
    values: dict[str, Any] = {
        "model_id": model_id,
        "p_total_b": 8.03,
        "p_active_b": 8.03,
        "n_layers": 32,
        "hidden_size": 4096,
        "full_layers": 32,
        "el_full": 2048,
        "kv_heads": 8,
        "attn_dim": 4096,
        "embed_params_b": 0.525,
        "native_format": "bf16",
        "quality": "config",
        "source": "test",
    }
    return Shape(**(values | changes))


def a_mixture(model_id: str, total: float, routed: float, experts: int, chosen: int, **changes: Any) -> Shape:
    active = total - routed + routed * chosen / experts
    mixture = {"p_total_b": total, "p_routed_b": routed, "experts": experts, "experts_per_token": chosen, "p_active_b": active}
    return a_shape(model_id, **(mixture | changes))


LLAMA_8B = a_shape()
LLAMA_70B = a_shape(
    "meta/llama-3.3-70b-instruct",
    p_total_b=70.6,
    p_active_b=70.6,
    n_layers=80,
    hidden_size=8192,
    full_layers=80,
    attn_dim=8192,
    embed_params_b=1.05,
)
GPT_OSS_120B = a_mixture(
    "openai/gpt-oss-120b",
    116.8,
    114.7,
    128,
    4,
    n_layers=36,
    hidden_size=2880,
    full_layers=18,
    el_full=1024,
    window_layers=18,
    window_tokens=128,
    el_window=1024,
    embed_params_b=0.58,
    native_format="mxfp4",
)
DEEPSEEK_R1 = a_mixture(
    "deepseek/r1",
    671,
    653.9,
    256,
    8,
    n_layers=61,
    hidden_size=7168,
    full_layers=61,
    el_full=576,
    kv_heads=None,
    attn_dim=73728,
    embed_params_b=0.93,
    native_format="fp8",
)
QWEN3_30B_A3B = a_mixture(
    "alibaba/qwen3-30b-a3b",
    30.5,
    29.0,
    128,
    8,
    n_layers=48,
    hidden_size=2048,
    full_layers=48,
    el_full=1024,
    kv_heads=4,
    embed_params_b=0.31,
)


def a_gpu(gpu_id: str = "h100-sxm", **changes: Any) -> Gpu:
    """H100 SXM unless changed."""
    values: dict[str, Any] = {
        "id": gpu_id,
        "name": gpu_id,
        "vendor": "NVIDIA",
        "vram_gb": 80,
        "bandwidth_gb_s": 3350,
        "bf16_tflops": 989,
        "fp8_tflops": 1979,
        "interconnect": "NVLink4 450 GB/s/dir, 8-way",
        "link_gb_s": 450,
        "domain": 8,
        "suits": "datacenter",
        "sources": ("test",),
        "checked": _CHECKED,
    }
    return Gpu(**(values | changes))


H100 = a_gpu()
H200 = a_gpu("h200", vram_gb=141, bandwidth_gb_s=4800)
B200 = a_gpu("b200", vram_gb=180, bandwidth_gb_s=7700, bf16_tflops=2250, fp8_tflops=4500, fp4_tflops=9000, link_gb_s=900)
L40S = a_gpu(
    "l40s", vram_gb=48, bandwidth_gb_s=864, bf16_tflops=362, fp8_tflops=733, interconnect="none (PCIe4 32 GB/s/dir)", link_gb_s=32, domain=8
)
RTX_PRO_6000 = a_gpu(
    "rtx-pro-6000",
    vram_gb=96,
    bandwidth_gb_s=1792,
    bf16_tflops=468,
    fp8_tflops=936,
    fp4_tflops=1871,
    interconnect="none (PCIe5 64 GB/s/dir)",
    link_gb_s=64,
    domain=8,
    suits="workstation",
)
RTX_4090 = a_gpu(
    "rtx-4090",
    vram_gb=24,
    bandwidth_gb_s=1008,
    bf16_tflops=165.2,
    fp8_tflops=330.3,
    interconnect="none (PCIe4)",
    link_gb_s=32,
    domain=8,
    suits="workstation",
)
