"""All recipes, by name. Pure data: importing this costs nothing."""

from __future__ import annotations

from ..errors import UnknownName
from ..recipe import Recipe
from .brain_tumor import brain_tumor, brain_tumor_efficientnet, brain_tumor_inception
from .cats_dogs import cats_dogs, cats_dogs_small
from .chest_xray import (
    covid_xray,
    covid_xray_report,
    covid_xray_small,
    covid_xray_three,
    pneumonia_xray,
    pneumonia_xray_vgg,
)
from .classify import classify
from .em_membrane import em_membrane, em_membrane_report
from .enhance import enhance, sr_x4, sr_x4_gan, sr_x4_rrdb
from .hippocampus import hippocampus
from .lung_ct import lung_ct
from .lungs_ct import lungs_ct
from .retina import retina_conv_dense, retina_vessels
from .segment import segment
from .sonar import sonar, sonar_report
from .table import table
from .translate import translate, van_gogh, van_gogh_depthwise, van_gogh_resnet

RECIPES: dict[str, Recipe] = {
    "brain-tumor": brain_tumor,
    "brain-tumor-inception": brain_tumor_inception,
    "brain-tumor-efficientnet": brain_tumor_efficientnet,
    "pneumonia-xray": pneumonia_xray,
    "pneumonia-xray-vgg": pneumonia_xray_vgg,
    "covid-xray": covid_xray,
    "covid-xray-report": covid_xray_report,
    "covid-xray-three": covid_xray_three,
    "covid-xray-small": covid_xray_small,
    "cats-dogs": cats_dogs,
    "cats-dogs-small": cats_dogs_small,
    "lung-ct": lung_ct,
    "sonar": sonar,
    "sonar-report": sonar_report,
    "classify": classify,
    "table": table,
    "retina-vessels": retina_vessels,
    "retina-conv-dense": retina_conv_dense,
    "em-membrane": em_membrane,
    "em-membrane-report": em_membrane_report,
    "hippocampus": hippocampus,
    "lungs-ct": lungs_ct,
    "segment": segment,
    "sr-x4": sr_x4,
    "sr-x4-rrdb": sr_x4_rrdb,
    "sr-x4-gan": sr_x4_gan,
    "enhance": enhance,
    "van-gogh": van_gogh,
    "van-gogh-depthwise": van_gogh_depthwise,
    "van-gogh-resnet": van_gogh_resnet,
    "translate": translate,
}
"""The name of a recipe is mostly that of its card; a smaller network that ships has the name of
what it ships as on its card."""


def get(name: str) -> Recipe:
    """The recipe of that name; raises `UnknownName`."""
    try:
        return RECIPES[name]
    except KeyError:
        raise UnknownName("recipe", name, RECIPES) from None
